using Jim.Platform.Protocol;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// All subscribers who would get the same answer: same operation, variables, role and used claims. Runs once for all of them, when
/// something it reads has changed, and keeps only the latest answer: a slow subscriber skips states, never sees an old one after a newer.
/// </summary>
internal sealed class Cohort : IDisposable
{
    /// <summary>Runs of one cohort are at least this far apart, however much changes.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(500);

    private readonly Func<CancellationToken, Task<GraphQLResponse>> _run;
    private readonly SemaphoreSlim _runsAtOnce;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _dirty = new(1, 1);
    private volatile CohortState _state = CohortState.None;

    public Cohort(
        string key, ReadSet reads, Func<CancellationToken, Task<GraphQLResponse>> run, SemaphoreSlim runsAtOnce, TimeProvider timeProvider)
    {
        (Key, Reads, _run, _runsAtOnce, _timeProvider) = (key, reads, run, runsAtOnce, timeProvider);
        _ = RunAsync(_ended.Token);
    }

    public string Key { get; }

    public ReadSet Reads { get; }

    /// <summary>How many subscribe; guarded by <see cref="LiveQueries"/>' lock.</summary>
    public int Subscribers { get; set; }

    /// <summary>True when the change is not in the answer that was sent last.</summary>
    public bool Misses(Change change) => _state.Snapshot is not { } seen || !seen.Sees(change.Xid);

    /// <summary>Something it reads has changed.</summary>
    public void MarkDirty()
    {
        try
        {
            _dirty.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Marked already, or nobody is left to tell.
        }
    }

    /// <summary>The first state with a number above <paramref name="seen"/>.</summary>
    public async Task<CohortState> NextAsync(int seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = _state;
            if (state.Number > seen)
            {
                return state;
            }

            await state.Replaced.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the runs, not on the caller's thread: cancelling a statement blocks, and the caller may be a socket's.</summary>
    public void Dispose() => _ = _ended.CancelAsync();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _dirty.WaitAsync(cancellationToken);
                if (!await RefreshAsync(cancellationToken))
                {
                    MarkDirty();
                    await Task.Delay(FaultPause, _timeProvider, cancellationToken);
                }

                await Task.Delay(Pace, _timeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The last subscriber left.
        }
    }

    /// <summary>False: the database was away, the old answer stands.</summary>
    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _runsAtOnce.WaitAsync(cancellationToken);
        GraphQLResponse response;
        try
        {
            response = await _run(cancellationToken);
        }
        finally
        {
            _runsAtOnce.Release();
        }

        using (response)
        {
            if (response.Outcome == ResponseOutcome.Unavailable)
            {
                return false;
            }

            var old = _state;
            var same = old.Number > 0
                && old.Response.Errors.Count == 0
                && response.Errors.Count == 0
                && old.Response.DataBytes.SequenceEqual(response.DataBytes);
            var snapshot = response.Snapshot is { } read ? PgSnapshot.Parse(read) : null;
            _state = same
                ? new CohortState(old.Number, old.Response, snapshot, old.Replaced)
                : new CohortState(old.Number + 1, Kept(response), snapshot, new());
            if (!same)
            {
                old.Replaced.SetResult();
            }

            return true;
        }
    }

    private static GraphQLResponse Kept(GraphQLResponse response) => new()
    {
        Outcome = response.Outcome, Errors = response.Errors, KeptData = response.DataBytes.ToArray(), Cursor = response.Cursor,
    };

    /// <summary>An answer and its place in the order of answers; 0: none yet.</summary>
    internal sealed record CohortState(int Number, GraphQLResponse Response, PgSnapshot? Snapshot, TaskCompletionSource Replaced)
    {
        public static CohortState None => new(0, new GraphQLResponse { Outcome = ResponseOutcome.Executed }, null, new());
    }
}
