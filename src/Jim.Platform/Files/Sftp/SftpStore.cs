using System.Runtime.CompilerServices;
using Jim.Platform.Files.Stores;
using Renci.SshNet;

namespace Jim.Platform.Files.Sftp;

/// <summary>Keeps objects as files below a folder of an SSH server, each written under a temporary name, read again, and renamed.</summary>
/// <param name="target">The name in <c>jim.replicas</c>.</param>
/// <param name="mark">Null: there is no database yet, and the folder is taken as it is.</param>
public sealed class SftpStore(string target, SftpFolder folder, FolderMark? mark) : IObjectStore
{
    private const string Temporary = ".tmp";

    public string Target => target;

    public string Address => folder.Address;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (mark is not null)
        {
            await mark.CheckAsync(folder, cancellationToken);
        }
        else
        {
            await folder.ReadMarkAsync(cancellationToken);
        }
    }

    public async Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        ObjectKeys.Check(key);
        await CheckAsync(cancellationToken);
        var temporary = $"{Temporary}/{Guid.NewGuid():N}";
        return await folder.DoAsync(
            async client =>
            {
                await folder.RefuseObstacleAsync(client, key, cancellationToken);
                try
                {
                    await folder.WriteAsync(client, temporary, content, length, sha256, cancellationToken);
                    await folder.MakeFolderAsync(client, key, cancellationToken);
                    await folder.RenameAsync(client, temporary, key);
                }
                finally
                {
                    if (client.IsConnected && (await folder.FindAsync(client, temporary, CancellationToken.None)).Length is not null)
                    {
                        await folder.DeleteAsync(client, temporary, CancellationToken.None);
                    }
                }

                return new PutReceipt(null, Verified: true);
            },
            cancellationToken);
    }

    public async Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        ObjectKeys.Check(key);
        return await folder.DoAsync<Stream>(
            async client =>
            {
                if ((await FindAsync(client, key, cancellationToken)) is not { } size)
                {
                    throw new ObjectStoreException(StoreFailure.Missing, "There is no such object.");
                }

                var file = await folder.OpenAsync(client, key, cancellationToken);
                file.Position = offset;
                return new PartialStream(new SftpObjectStream(file), length ?? Math.Max(0, size - offset));
            },
            cancellationToken);
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.Check(key);
        return await folder.DoAsync(
            async client => await FindAsync(client, key, cancellationToken) is { } length ? new ObjectInfo(length, null) : null,
            cancellationToken);
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new Stack<string>([string.Empty]);
        while (folders.TryPop(out var at))
        {
            foreach (var (name, isFolder) in await folder.DoAsync(c => folder.ListAsync(c, at, cancellationToken), cancellationToken))
            {
                var path = at.Length == 0 ? name : $"{at}/{name}";
                if (isFolder && path != Temporary)
                {
                    folders.Push(path);
                }
                else if (!isFolder && !FolderMark.Is(path))
                {
                    yield return path;
                }
            }
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.Check(key);
        await CheckAsync(cancellationToken);
        await folder.DoAsync(
            async client =>
            {
                if (await FindAsync(client, key, cancellationToken) is not null)
                {
                    await folder.DeleteAsync(client, key, cancellationToken);
                }

                return true;
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    /// <summary>Null: there is no such object, and the folder is the right one.</summary>
    private async Task<long?> FindAsync(SftpClient client, string key, CancellationToken cancellationToken)
    {
        await folder.RefuseObstacleAsync(client, key, cancellationToken);
        var found = (await folder.FindAsync(client, key, cancellationToken)).Length;
        if (found is null && mark is not null)
        {
            await mark.CheckAsync(folder, cancellationToken);
        }

        return found;
    }
}
