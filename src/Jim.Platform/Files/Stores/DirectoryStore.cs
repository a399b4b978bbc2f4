using System.Buffers;

namespace Jim.Platform.Files.Stores;

/// <summary>
/// Keeps objects as files below one directory. Each is written under a temporary name, flushed, read again and compared, then renamed.
/// </summary>
public sealed class DirectoryStore : IObjectStore
{
    private const int BufferSize = 128 * 1024;
    private readonly string _root;
    private readonly string _temporary;
    private readonly bool _makesRoot;

    /// <param name="target">The name in <c>jim.replicas</c>.</param>
    /// <param name="root">The folder.</param>
    /// <param name="makesRoot">
    /// True: the folder is made where it is missing. False: it is a place that somebody else provides, and the store is away while it is not
    /// there.
    /// </param>
    public DirectoryStore(string target, string root, bool makesRoot = true)
    {
        Target = target;
        _root = Path.GetFullPath(root);
        _temporary = Path.Combine(_root, ".tmp");
        _makesRoot = makesRoot;
        if (makesRoot)
        {
            Durable.MakeDirectory(_temporary);
        }
    }

    public string Target { get; }

    public string Address => $"directory {_root}";

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            MakeTemporary();
            return Task.CompletedTask;
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
            MakeTemporary();
            content.Position = 0;
            await WriteAsync(temporary, content, length, cancellationToken);
            var found = await HashAsync(temporary, cancellationToken);
            if (!found.AsSpan().SequenceEqual(sha256.Span))
            {
                throw new ObjectStoreException(StoreFailure.WrongBytes, "The bytes do not have the SHA-256 that was given.");
            }

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
                .Select(path => Path.GetRelativePath(_root, path)).ToAsyncEnumerable();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Classify(e);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = GetPath(key);
        try
        {
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

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void MakeTemporary()
    {
        if (!_makesRoot && !Directory.Exists(_root))
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

    private static async Task WriteAsync(string path, Stream content, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None);
            var written = 0L;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, read), written);
                written += read;
            }

            if (written != length)
            {
                throw new ObjectStoreException(StoreFailure.WrongBytes, "The content does not have the length that was given.");
            }

            RandomAccess.FlushToDisk(file);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>SHA-256 of what is on the disk: only bytes that were read back count as a copy.</summary>
    private static ValueTask<byte[]> HashAsync(string path, CancellationToken cancellationToken) =>
        ContentHash.ComputeAsync(path, _ => { }, cancellationToken);

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
