using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Jim.Platform.Files.Sftp;

/// <summary>A mirror in a folder of an SSH server.</summary>
public sealed class SftpMirror(SftpFolder folder, FolderMark mark) : IMirrorFolder
{
    private const string Temporary = ".jim-tmp";

    public string Address => folder.Address;

    public Task CheckAsync(CancellationToken cancellationToken) => mark.CheckAsync(folder, cancellationToken);

    public Task AdoptAsync(CancellationToken cancellationToken) => mark.AdoptAsync(folder, cancellationToken);

    public Task<FoundEntry> FindAsync(string path, CancellationToken cancellationToken) =>
        DoAsync([], client => folder.FindAsync(client, path, cancellationToken), cancellationToken, isLook: true);

    public Task WriteAsync(string path, MirroredFile file, Stream content, string name, CancellationToken cancellationToken)
    {
        var temporary = $"{Temporary}/{name}";
        return DoAsync(
            [path, temporary],
            async client =>
            {
                try
                {
                    await folder.WriteAsync(client, temporary, content, file.Length, file.Sha256, cancellationToken);
                    await folder.SetTimeAsync(client, temporary, file.Modified);
                    await folder.MakeFolderAsync(client, path, cancellationToken);
                    await folder.RenameAsync(client, temporary, path);
                }
                finally
                {
                    if (client.IsConnected && (await folder.FindAsync(client, temporary, CancellationToken.None)).Length is not null)
                    {
                        await folder.DeleteAsync(client, temporary, CancellationToken.None);
                    }
                }

                return true;
            },
            cancellationToken);
    }

    public Task CleanAsync(string prefix, CancellationToken cancellationToken) => DoAsync(
        [$"{Temporary}/{prefix}"],
        async client =>
        {
            if ((await folder.FindAsync(client, Temporary, cancellationToken)).IsFolder)
            {
                foreach (var (name, _) in (await folder.ListAsync(client, Temporary, cancellationToken))
                    .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    await folder.RefuseObstacleAsync(client, $"{Temporary}/{name}", cancellationToken);
                    await folder.DeleteAsync(client, $"{Temporary}/{name}", cancellationToken);
                }
            }

            return true;
        },
        cancellationToken);

    public Task MoveAsync(string from, string to, CancellationToken cancellationToken) => DoAsync(
        [from, to],
        async client =>
        {
            if (!(await folder.FindAsync(client, to, cancellationToken)).IsNothing)
            {
                throw new ObjectStoreException(StoreFailure.Refused, "Something else stands where the file should be moved.");
            }

            await folder.MakeFolderAsync(client, to, cancellationToken);
            await folder.RenameAsync(client, from, to);
            await folder.RemoveEmptyAsync(client, from, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => DoAsync(
        [path],
        async client =>
        {
            await folder.DeleteAsync(client, path, cancellationToken);
            await folder.RemoveEmptyAsync(client, path, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<byte[]> HashAsync(string path, CancellationToken cancellationToken) =>
        DoAsync([path], client => folder.HashAsync(client, path, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    private async Task<T> DoAsync<T>(
        string[] paths, Func<SftpClient, Task<T>> work, CancellationToken cancellationToken, bool isLook = false)
    {
        await CheckAsync(cancellationToken);
        return await folder.DoAsync(
            async client =>
            {
                try
                {
                    foreach (var path in paths)
                    {
                        await folder.RefuseObstacleAsync(client, path, cancellationToken);
                    }

                    return await work(client);
                }
                catch (SftpPathNotFoundException e)
                {
                    throw new ObjectStoreException(StoreFailure.Missing, "The file or folder is not in the mirror any more.", e);
                }
                catch (SftpException e) when (e is SftpPermissionDeniedException || (isLook && client.IsConnected))
                {
                    // A folder of the mirror that a person has closed: the others go on.
                    throw new ObjectStoreException(StoreFailure.Refused, "The server refuses the access to the file or its folder.", e);
                }
            },
            cancellationToken);
    }
}
