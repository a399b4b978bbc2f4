using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Mirrors;

/// <summary>A mirror in a folder of this machine's file system.</summary>
public sealed class DirectoryMirror : IMirrorFolder
{
    private const string Temporary = ".jim-tmp";
    private readonly string _root;
    private readonly FolderMark _mark;
    private readonly MarkedDirectory _marked;

    public DirectoryMirror(string root, FolderMark mark)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _mark = mark;
        _marked = new MarkedDirectory(_root);
    }

    public string Address => $"directory {_root}";

    public Task CheckAsync(CancellationToken cancellationToken) => _mark.CheckAsync(_marked, cancellationToken);

    public Task AdoptAsync(CancellationToken cancellationToken) => _mark.AdoptAsync(_marked, cancellationToken);

    public Task<FoundEntry> FindAsync(string path, CancellationToken cancellationToken) =>
        DoAsync(() => Task.FromResult(Find(path)), cancellationToken);

    public Task WriteAsync(string path, MirroredFile file, Stream content, string name, CancellationToken cancellationToken) =>
        DoAsync(
            async () =>
            {
                RefuseObstacle(path);
                var temporary = Path.Combine(_root, Temporary, name);
                RefuseObstacle($"{Temporary}/{name}");
                Durable.MakeDirectory(Path.GetDirectoryName(temporary)!);
                try
                {
                    await ProvenFile.WriteAsync(temporary, content, file.Length, file.Sha256, cancellationToken);
                    File.SetLastWriteTimeUtc(temporary, file.Modified);
                    Durable.MakeDirectory(Path.GetDirectoryName(GetPath(path))!);
                    Durable.Publish(temporary, GetPath(path));
                }
                finally
                {
                    File.Delete(temporary);
                }

                return true;
            },
            cancellationToken);

    public Task CleanAsync(string prefix, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            RefuseObstacle($"{Temporary}/{prefix}");
            if (Directory.Exists(Path.Combine(_root, Temporary)))
            {
                foreach (var left in Directory.EnumerateFiles(Path.Combine(_root, Temporary), prefix + "*"))
                {
                    File.Delete(left);
                }
            }

            return Task.FromResult(true);
        },
        cancellationToken);

    public Task MoveAsync(string from, string to, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            RefuseObstacle(from);
            RefuseObstacle(to);
            var (old, next) = (GetPath(from), GetPath(to));
            Durable.MakeDirectory(Path.GetDirectoryName(next)!);
            try
            {
                Rename(old, next);
            }
            catch (IOException e) when (FindAttributes(next) is not null)
            {
                throw new ObjectStoreException(StoreFailure.Refused, "Something else stands where the file should be moved.", e);
            }

            Durable.FlushDirectory(Path.GetDirectoryName(next)!);
            RemoveEmpty(Path.GetDirectoryName(old)!);
            return Task.FromResult(true);
        },
        cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            RefuseObstacle(path);
            if (Directory.Exists(GetPath(path)))
            {
                Directory.Delete(GetPath(path), recursive: true); // removes links, and does not follow them
            }
            else
            {
                File.Delete(GetPath(path));
            }

            RemoveEmpty(Path.GetDirectoryName(GetPath(path))!);
            return Task.FromResult(true);
        },
        cancellationToken);

    public Task<byte[]> HashAsync(string path, CancellationToken cancellationToken) => DoAsync(
        async () =>
        {
            RefuseObstacle(path);
            return await ContentHash.ComputeAsync(GetPath(path), _ => { }, cancellationToken);
        },
        cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> DoAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken);
            return await work();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectStoreException(StoreFailure.Missing, "The file or folder is not in the mirror any more.", e);
        }
        catch (PathTooLongException e)
        {
            throw new ObjectStoreException(StoreFailure.Refused, "The mirror's file system takes no path as long as the file's.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            // A folder of the mirror that a person has closed: the others go on.
            throw new ObjectStoreException(StoreFailure.Refused, "The mirror's file system refuses the access to the file's folder.", e);
        }
        catch (IOException e)
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The mirror's disk failed or is full.", e);
        }
    }

    private string GetPath(string path) => Path.Combine(_root, path);

    private static void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: false);
        }
    }

    private FoundEntry Find(string path)
    {
        var parts = path.Split('/');
        var at = _root;
        for (var i = 0; i < parts.Length; i++)
        {
            at = Path.Combine(at, parts[i]);
            if (FindAttributes(at) is not { } found)
            {
                break;
            }

            var isFolder = found.HasFlag(FileAttributes.Directory);
            if (found.HasFlag(FileAttributes.ReparsePoint) || (!isFolder && i < parts.Length - 1))
            {
                return new FoundEntry(i, null, IsFolder: false);
            }

            if (i == parts.Length - 1)
            {
                return new FoundEntry(null, isFolder ? null : new FileInfo(at).Length, isFolder);
            }
        }

        return new FoundEntry(null, null, IsFolder: false);
    }

    private void RefuseObstacle(string path)
    {
        if (Find(path).Obstacle is not null)
        {
            throw new ObjectStoreException(StoreFailure.Refused, "A link or a file stands in the way of the file's path.");
        }
    }

    /// <summary>Of a link, those of the link itself. Null: nothing is there.</summary>
    private static FileAttributes? FindAttributes(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes the folder where it is empty, and those above it likewise.</summary>
    private void RemoveEmpty(string folder)
    {
        while (folder.Length > _root.Length)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                break; // something is in it, or another worker has removed it
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        Durable.FlushDirectory(folder);
    }
}
