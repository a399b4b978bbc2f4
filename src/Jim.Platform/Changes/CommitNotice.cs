using Jim.Platform.Cache;
using Jim.Platform.Messaging;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Changes;

/// <summary>
/// What follows a commit of this process before the mutation is answered. The cache is told of the written tables, the other nodes are
/// woken, and the answer waits until the tailer has told the cache of everything that the commit changed, also by triggers and cascades; so
/// a client's next query never gets an answer from before its own write. A node that is not woken reads the change log at its next poll.
/// </summary>
public sealed partial class CommitNotice(
    ResultCache cache, ChangeTailer tailer, IMessageBus bus, TimeProvider timeProvider, ILogger<CommitNotice> logger)
{
    /// <summary>The answer waits for the tailer no longer than this.</summary>
    private static readonly TimeSpan TailerWithin = TimeSpan.FromMilliseconds(500);
    private int _broadcasting;

    /// <param name="written">
    /// Oids of the tables that were written directly. The cache is told of them at once, so that a tailer in trouble cannot hide them;
    /// which rows were written only the tailer tells, so where it is late, the cache is told that any may have been.
    /// </param>
    /// <param name="after">An MVCC snapshot taken after the commit.</param>
    public async ValueTask TellAsync(IReadOnlyCollection<uint> written, PgSnapshot after, CancellationToken cancellationToken)
    {
        await InvalidateAsync(written.Select(CacheTags.ForTable), after, cancellationToken);
        tailer.Wake();
        WakeOthers();
        using var deadline = new CancellationTokenSource(TailerWithin, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await tailer.WaitUntilToldAsync(after, either.Token);
        }
        catch (OperationCanceledException)
        {
            // Also where the client has left: it may come back, and read.
            await InvalidateAsync(written.Select(CacheTags.ForRows), after, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            Log.ChangeLogReadLate(logger);
        }
    }

    /// <summary>The same without waiting, for a commit of which nobody is told here: that of a job.</summary>
    public async ValueTask AnnounceAsync(IReadOnlyCollection<uint> written, PgSnapshot after, CancellationToken cancellationToken)
    {
        await InvalidateAsync(written.SelectMany(CacheTags.ForAll), after, cancellationToken);
        tailer.Wake();
        WakeOthers();
    }

    private ValueTask InvalidateAsync(IEnumerable<string> tags, PgSnapshot after, CancellationToken cancellationToken) =>
        cache.InvalidateAsync([.. tags], after.Progress, cancellationToken);

    /// <summary>
    /// Sends one broadcast at a time: of a burst of commits one wake-up is enough, and the next poll finds what it missed.
    /// </summary>
    private void WakeOthers()
    {
        if (Interlocked.Exchange(ref _broadcasting, 1) == 0)
        {
            _ = BroadcastAsync();
        }
    }

    private async Task BroadcastAsync()
    {
        try
        {
            await bus.BroadcastAsync("commit"u8.ToArray(), CancellationToken.None);
        }
        catch (Exception e) when (e is MessageBusException or OperationCanceledException)
        {
            Log.CommitNotAnnounced(logger);
        }
        finally
        {
            Volatile.Write(ref _broadcasting, 0);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.CommitNotAnnounced, LogLevel.Debug, "Other nodes were not told of a commit; they see it at their next poll.")]
        public static partial void CommitNotAnnounced(ILogger logger);

        [LoggerMessage(
            LogEvents.ChangeLogReadLate, LogLevel.Warning,
            "The change log is read late; what triggers wrote shows in cached answers when it is.")]
        public static partial void ChangeLogReadLate(ILogger logger);
    }
}
