using Jim.Postgres.Rights;

namespace Jim.Postgres.Running;

/// <summary>
/// Shares out among users the connections that work on their behalf may use of a data source which other work uses too: as a
/// <see cref="ConnectionPool"/> does, and charged to them likewise. Thread safe.
/// </summary>
/// <remarks>
/// What runs is not to be given the token of a request: Npgsql would cancel it by calls that block the thread. That may be the one which
/// reads the answer to the call, so that all of its sockets wait until the call times out.
/// </remarks>
/// <param name="places">How many connections; the other work has the rest.</param>
/// <param name="time">Is charged with the time for which users hold connections.</param>
public sealed class FairTurns(int places, DatabaseTime time, TimeProvider timeProvider) : IDisposable
{
    private readonly FairQueue _queue = new(places, int.MaxValue, Timeout.InfiniteTimeSpan, timeProvider, time);

    /// <summary>Runs statements on a connection of their own, when it is the caller's turn.</summary>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    public async Task<T> RunAsync<T>(Caller caller, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        var share = await _queue.EnterAsync(caller.ShareKey, cancellationToken);
        var use = time.Begin(caller.ShareKey);
        try
        {
            return await run();
        }
        finally
        {
            use.End();
            _queue.Leave(share);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Caller caller, Func<Task> run, CancellationToken cancellationToken) => RunAsync(
        caller,
        async () =>
        {
            await run();
            return true;
        },
        cancellationToken);

    public void Dispose() => _queue.Dispose();
}
