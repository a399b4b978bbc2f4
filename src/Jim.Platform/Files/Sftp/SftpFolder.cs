using System.Text;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;

namespace Jim.Platform.Files.Sftp;

/// <summary>
/// A folder of an SSH server. Paths are relative to it. SSH.NET follows links in every call, so each path is looked at before it is used.
/// What was written is read again; the protocol has no call that flushes it to the disk.
/// </summary>
public sealed class SftpFolder(SftpOptions options) : IMarkedFolder, IAsyncDisposable
{
    private readonly SftpConnection _connection = new(options);

    public string Address => options.ToString();

    public Task<string?> ReadMarkAsync(CancellationToken cancellationToken) => DoAsync(
        async client =>
        {
            if ((await FindAsync(client, FolderMark.Name, cancellationToken)).Length is null)
            {
                return null;
            }

            await using var file = await client.OpenAsync(GetPath(FolderMark.Name), FileMode.Open, FileAccess.Read, cancellationToken);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellationToken);
        },
        cancellationToken);

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => DoAsync(
        async client =>
        {
            await foreach (var entry in client.ListDirectoryAsync(_connection.Root, cancellationToken))
            {
                if (entry.Name is not ("." or ".." or "lost+found"))
                {
                    return false;
                }
            }

            return true;
        },
        cancellationToken);

    public Task WriteMarkAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return DoAsync(
            async client =>
            {
                var temporary = $"{FolderMark.Name}.{Guid.NewGuid():N}";
                await WriteAsync(client, temporary, new MemoryStream(bytes), bytes.Length, null, cancellationToken);
                await RenameAsync(client, temporary, FolderMark.Name);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Makes calls to the server. Every failure is an <see cref="ObjectStoreException"/>.</summary>
    internal async Task<T> DoAsync<T>(Func<SftpClient, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(await _connection.GetAsync(cancellationToken));
        }
        catch (Exception e) when (SftpFailures.IsFailure(e))
        {
            throw SftpFailures.Classify(e);
        }
    }

    /// <summary>What stands at a path and on the way to it, no link followed.</summary>
    internal async Task<FoundEntry> FindAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        var (isAsNamed, found) = (true, (ISftpFile?)null);
        SftpException? failure = null;
        try
        {
            (isAsNamed, found) = await LookAsync(client, path, cancellationToken);
        }
        catch (SftpException e)
        {
            failure = e; // some servers say so where a part of the path is a file
        }

        if (isAsNamed && found is not null)
        {
            return new FoundEntry(null, found.IsDirectory ? null : found.Attributes.Size, found.IsDirectory);
        }

        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var (isAbove, above) = await LookAsync(client, string.Join('/', parts[..(i + 1)]), cancellationToken);
            if (!isAbove || above is { IsDirectory: false })
            {
                return new FoundEntry(i, null, IsFolder: false);
            }

            if (above is null)
            {
                break;
            }
        }

        return failure is null ? new FoundEntry(isAsNamed ? null : parts.Length - 1, null, IsFolder: false) : throw failure;
    }

    /// <summary>Writes a new file, its folders too, and reads it again.</summary>
    /// <param name="sha256">Null: it is not compared.</param>
    internal async Task WriteAsync(
        SftpClient client, string path, Stream content, long length, ReadOnlyMemory<byte>? sha256, CancellationToken cancellationToken)
    {
        await MakeFolderAsync(client, path, cancellationToken);
        content.Position = 0;
        await using (var file = await client.OpenAsync(GetPath(path), FileMode.CreateNew, FileAccess.Write, cancellationToken))
        {
            await content.CopyToAsync(file, cancellationToken);
        }

        var written = (await FindAsync(client, path, cancellationToken)).Length;
        if (written != length || (sha256 is { } right
            && !(await HashAsync(client, path, cancellationToken)).AsSpan().SequenceEqual(right.Span)))
        {
            throw new ObjectStoreException(StoreFailure.WrongBytes, "The bytes do not have the SHA-256 or length that was given.");
        }
    }

    internal async Task<byte[]> HashAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        await using var file = await OpenAsync(client, path, cancellationToken);
        return await ContentHash.ComputeAsync(buffer => file.ReadAsync(buffer, cancellationToken));
    }

    internal async Task<Stream> OpenAsync(SftpClient client, string path, CancellationToken cancellationToken) =>
        await client.OpenAsync(GetPath(path), FileMode.Open, FileAccess.Read, cancellationToken);

    /// <summary>In place of a file that is there.</summary>
    internal Task RenameAsync(SftpClient client, string from, string to) =>
        Task.Run(() => client.RenameFile(GetPath(from), GetPath(to), isPosix: true));

    internal Task SetTimeAsync(SftpClient client, string path, DateTime modified) =>
        Task.Run(() => client.SetLastWriteTimeUtc(GetPath(path), modified));

    /// <summary>Makes the folders above the path that are missing.</summary>
    internal async Task MakeFolderAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1))
        {
            var folder = path[..end];
            if ((await FindAsync(client, folder, cancellationToken)).IsNothing)
            {
                try
                {
                    await client.CreateDirectoryAsync(GetPath(folder), cancellationToken);
                }
                catch (SshException)
                {
                    if (!(await FindAsync(client, folder, cancellationToken)).IsFolder)
                    {
                        throw;
                    }
                }
            }
        }
    }

    /// <summary>Removes a file, or a folder with all that is in it; links in it are refused.</summary>
    internal async Task DeleteAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        if ((await FindAsync(client, path, cancellationToken)) is not { IsFolder: true })
        {
            await client.DeleteFileAsync(GetPath(path), cancellationToken);
            return;
        }

        foreach (var (name, _) in await ListAsync(client, path, cancellationToken))
        {
            await RefuseObstacleAsync(client, $"{path}/{name}", cancellationToken);
            await DeleteAsync(client, $"{path}/{name}", cancellationToken);
        }

        await client.DeleteDirectoryAsync(GetPath(path), cancellationToken);
    }

    /// <summary>Removes the folders above the path that are empty.</summary>
    internal async Task RemoveEmptyAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            try
            {
                await client.DeleteDirectoryAsync(GetPath(path[..end]), cancellationToken);
            }
            catch (SshException) when (client.IsConnected)
            {
                return; // something is in it, or another worker has removed it
            }
        }
    }

    internal async Task RefuseObstacleAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        if ((await FindAsync(client, path, cancellationToken)).Obstacle is not null)
        {
            throw new ObjectStoreException(StoreFailure.Refused, "A link or a file stands in the way of the file's path.");
        }
    }

    /// <summary>The names in a folder.</summary>
    internal async Task<List<(string Name, bool IsFolder)>> ListAsync(SftpClient client, string path, CancellationToken cancellationToken)
    {
        var found = new List<(string, bool)>();
        await foreach (var entry in client.ListDirectoryAsync(GetPath(path), cancellationToken))
        {
            if (entry.Name is not ("." or ".."))
            {
                found.Add((entry.Name, entry is { IsDirectory: true, IsSymbolicLink: false }));
            }
        }

        return found;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private string GetPath(string path) => path.Length == 0 ? _connection.Root : $"{_connection.Root}/{path}";

    /// <summary>Whether the server, which follows links, names the path as it is; and what is there.</summary>
    private async Task<(bool IsAsNamed, ISftpFile? Found)> LookAsync(
        SftpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetAsync(GetPath(path), cancellationToken);
            return (found.FullName == GetPath(path) && !found.IsSymbolicLink, found);
        }
        catch (SftpPathNotFoundException)
        {
            return (true, null);
        }
    }
}
