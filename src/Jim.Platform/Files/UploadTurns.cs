using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Files;

/// <summary>
/// Shares out among users the connections that statements of uploads may use: half of those of Jim's own work. The statements may wait for
/// locks that other users hold, and the rest of that work must not wait for them.
/// </summary>
/// <remarks>
/// The statements are not given the token of a request: Npgsql would cancel them by calls that block the thread, which may be the one that
/// reads the answer to them, so that all of its sockets wait until they time out.
/// </remarks>
internal sealed class UploadTurns(TimeProvider timeProvider) : IDisposable
{
    private const int StatementsAtOnce = 8;

    private readonly FairQueue _queue = new(StatementsAtOnce, int.MaxValue, Timeout.InfiniteTimeSpan, timeProvider);

    /// <summary>Runs statements on a connection of their own, when it is the caller's turn.</summary>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    public async Task RunAsync(Caller caller, Func<Task> run, CancellationToken cancellationToken)
    {
        var share = await _queue.EnterAsync(caller.ShareKey, cancellationToken);
        try
        {
            await run();
        }
        finally
        {
            _queue.Leave(share);
        }
    }

    public void Dispose() => _queue.Dispose();
}
