namespace Jim.Platform.Files.Stores;

/// <summary>
/// Keeps objects as files below one directory. Each is written under a temporary name, flushed, read again and compared, then renamed.
/// </summary>
public sealed class DirectoryStore : IObjectStore
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly bool _makesRoot;
    private readonly FolderMark? _mark;

    /// <param name="target">The name in <c>jim.replicas</c>.</param>
    /// <param name="root">The folder.</param>
    /// <param name="makesRoot">
    /// True: the folder is Jim's own, and is made where it is missing. False: it is a place that somebody else provides, and the store is
    /// away while it is not there.
    /// </param>
    /// <param name="mark">The store is away while the folder lacks it. Null: the folder has none, or nobody can say which yet.</param>
    public DirectoryStore(string target, string root, bool makesRoot = true, FolderMark? mark = null)
    {
        Target = target;
        _root = Path.GetFullPath(root);
        _temporary = Path.Combine(_root, ".tmp");
        (_makesRoot, _mark) = (makesRoot, mark);
        if (makesRoot)
        {
            Durable.MakeDirectory(_temporary);
        }
    }

    public string Target { get; }

    public string Address => $"directory {_root}";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
    }

    public async Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        var final = GetPath(key);
        var temporary = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            await PrepareAsync(cancellationToken);
            await ProvenFile.WriteAsync(temporary, content, length, sha256, cancellationToken);
            Durable.MakeDirectory(Path.GetDirectoryName(final)!);
            Durable.Publish(temporary, final);
            return new PutReceipt(null, Verified: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    public Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(
                GetPath(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.None);
            file.Position = offset;
            return Task.FromResult<Stream>(new PartialStream(file, length ?? Math.Max(0, file.Length - offset)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(GetPath(key));
        return file.Exists || Directory.Exists(_temporary)
            ? Task.FromResult(file.Exists ? new ObjectInfo(file.Length, null) : null)
            : throw Away();
    }

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
                .Where(path => !path.StartsWith(_temporary + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(_root, path)).Where(path => !FolderMark.Is(path)).ToAsyncEnumerable();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = GetPath(key);
        try
        {
            await PrepareAsync(cancellationToken);
            if (File.Exists(path))
            {
                File.Delete(path);
                Durable.FlushDirectory(Path.GetDirectoryName(path)!);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed together with its directory in the meantime.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_mark is not null)
        {
            await _mark.CheckAsync(new MarkedDirectory(_root), cancellationToken);
        }
        else if (!_makesRoot && !Directory.Exists(_root))
        {
            throw Away();
        }

        Durable.MakeDirectory(_temporary);
    }

    private string GetPath(string key)
    {
        ObjectKeys.Check(key);
        return Path.Combine(_root, key);
    }

    private static ObjectStoreException Away() => new(StoreFailure.Unavailable, "The store's directory is not there.");

    /// <summary>Where the folder of a disk that is not mounted is empty or missing, no object is missing: the store is away.</summary>
    private ObjectStoreException Classify(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException when !Directory.Exists(_temporary) => Away(),
        FileNotFoundException or DirectoryNotFoundException => new(StoreFailure.Missing, "There is no such object.", e),
        UnauthorizedAccessException => new(StoreFailure.Unavailable, "The store's directory cannot be used.", e),
        _ => new(StoreFailure.Unavailable, "The store's disk failed or is full.", e),
    };
}
