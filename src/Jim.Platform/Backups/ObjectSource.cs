using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Backups;

/// <summary>Copies the bytes of versions from wherever they are: a store, or the spool of uploads that are not stored yet.</summary>
internal sealed class ObjectSource(FileTargets targets, Spool? spool, BackedUpObjects objects)
{
    private const int Attempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Puts the bytes among the objects of the backups, unless they are there. Answers why that cannot be done, or null.</summary>
    /// <exception cref="BackupException">A store does not answer.</exception>
    public async Task<string?> CopyAsync(BackedUpVersion version, Action<long> onRead, CancellationToken cancellationToken)
    {
        if (objects.Has(version.Sha256, version.Size))
        {
            onRead(version.Size);
            return null;
        }

        // The worker may have stored it since the snapshot, and then removed it from the spool: so the stores are asked last.
        string? why = null;
        if (version.IsSpooled && await CopySpooledAsync(version, onRead, cancellationToken))
        {
            return null;
        }

        foreach (var store in targets.All)
        {
            try
            {
                why = await CopyAsync(store, version, onRead, cancellationToken);
                if (why is null)
                {
                    return null;
                }
            }
            catch (BackupException) when (store != targets.All[^1])
            {
                // Another target may have it and answer.
            }
        }

        return version.IsSpooled ? "it waits to be stored, and the spool in JIM_DATA has no such bytes" : why;
    }

    private async Task<bool> CopySpooledAsync(BackedUpVersion version, Action<long> onRead, CancellationToken cancellationToken)
    {
        try
        {
            if (spool is null || version.SpoolKey is null)
            {
                return false;
            }

            await using var content = spool.OpenRead(version.SpoolKey);
            return await objects.AddAsync(version.Sha256, version.Size, content, onRead, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private async Task<string?> CopyAsync(
        IObjectStore store, BackedUpVersion version, Action<long> onRead, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var content = await OpenAsync(store, version, cancellationToken);
                var isRight = await objects.AddAsync(version.Sha256, version.Size, content, onRead, cancellationToken);
                return isRight ? null : "the store has other bytes than were uploaded";
            }
            catch (ObjectStoreException e) when (!e.IsTransient)
            {
                return e.Failure == StoreFailure.Missing ? "the store has no such object" : e.Message;
            }
            catch (ObjectStoreException) when (attempt < Attempts)
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (ObjectStoreException e)
            {
                // One object may be on a bad part of a disk; where the store answers for no other either, it is away.
                await CheckAsync(store, cancellationToken);
                return e.Message;
            }
        }
    }

    private static async Task CheckAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.HeadAsync("jim-probe/backup", cancellationToken);
        }
        catch (ObjectStoreException e)
        {
            throw new BackupException(
                $"The object store does not answer: {e.Message} ./jim doctor says more. No backup was made; what was copied so far is "
                + "kept, and the next backup goes on from there.", e);
        }
    }

    /// <summary>A failure of the store in the middle of its bytes is told as one of the store, and not of the backup's disk.</summary>
    private static async Task<Stream> OpenAsync(IObjectStore store, BackedUpVersion version, CancellationToken cancellationToken) =>
        new StoreStream(await store.GetAsync(version.Key, 0, null, cancellationToken));
}
