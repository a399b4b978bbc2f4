using System.Diagnostics;
using Jim.Platform.Protocol;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// All subscribers who would get the same answer: same operation, variables, role and used claims. Runs once for all of them, when
/// something it reads has changed, and keeps only the latest answer: a slow subscriber skips states, never sees an old one after a newer.
/// </summary>
internal sealed class Cohort : IDisposable
{
    /// <summary>Runs of one cohort are at least this far apart, however much changes.</summary>
    public static readonly TimeSpan RunInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long after a run that got no answer the next is tried.</summary>
    public static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(500);

    private readonly ReadSet _reads;
    private readonly List<LiveQuery> _subscribers = [];
    private readonly Lock _joining = new();
    private readonly SemaphoreSlim _runsAtOnce;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _dirty = new(1, 1);
    private readonly Lock _replacing = new();
    private Activity? _cause = JimTelemetry.FindCause();
    private volatile CohortState _state = CohortState.None;

    public Cohort(LiveQuery query, SemaphoreSlim runsAtOnce, TimeProvider timeProvider)
    {
        (Key, SchemaVersion, _reads) = (query.Key, query.SchemaVersion, query.Reads);
        (_runsAtOnce, _timeProvider) = (runsAtOnce, timeProvider);
        Join(query);
        _ = RunAsync(_ended.Token);
    }

    public string Key { get; }

    public long SchemaVersion { get; }

    /// <summary>Adds a subscriber by the query that he prepared.</summary>
    public void Join(LiveQuery query)
    {
        lock (_joining)
        {
            _subscribers.Add(query);
        }
    }

    /// <summary>
    /// Removes a subscriber; true when nobody is left. His query goes with him: it holds his request, with variables and claims, and the
    /// cohort runs on by the query of another.
    /// </summary>
    public bool Leave(LiveQuery query)
    {
        lock (_joining)
        {
            var at = _subscribers.FindIndex(subscriber => ReferenceEquals(subscriber, query));
            if (at >= 0)
            {
                _subscribers.RemoveAt(at);
            }

            return _subscribers.Count == 0;
        }
    }

    /// <summary>True when a change of the table may change the answer.</summary>
    public bool Reads(uint table) => _reads.Unknown || _reads.Tables.Contains(table);

    /// <summary>True when the change is not in the answer that was sent last.</summary>
    public bool Misses(Change change) => _state.PgSnapshot is not { } seen || !seen.Sees(change.Xid);

    /// <summary>Something it reads has changed.</summary>
    public void MarkDirty()
    {
        if (JimTelemetry.FindCause() is { } change)
        {
            Volatile.Write(ref _cause, change);
        }

        try
        {
            _dirty.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is to run already.
        }
    }

    /// <summary>
    /// The first state with a number above <paramref name="seen"/>; null once the schema has changed: there will be no more.
    /// </summary>
    public async Task<CohortState?> NextAsync(int seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = _state;
            if (state.IsLast)
            {
                return null;
            }

            if (state.Number > seen)
            {
                return state;
            }

            await state.Replaced.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells every subscriber that there will be no more answers, and stops the runs.</summary>
    public void EndBySchemaChange()
    {
        Replace(old => old with { IsLast = true, Replaced = NewPromise() });
        Dispose();
    }

    /// <summary>Ends the runs, not on the caller's thread: cancelling a statement blocks, and the caller may be a socket's.</summary>
    public void Dispose() => _ = _ended.CancelAsync();

    /// <summary>True when a client that has got the one needs not be sent the other.</summary>
    public static bool IsSameAnswer(GraphQLResponse one, GraphQLResponse other) =>
        one.Errors.Count == 0 && other.Errors.Count == 0 && one.DataBytes.SequenceEqual(other.DataBytes);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // Outlives the request that began it: each run belongs to the trace of what caused it.
        Activity.Current = null;
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

                await Task.Delay(RunInterval, _timeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The last subscriber left, or the schema changed.
        }
    }

    /// <summary>False: there was no answer, the old one stands.</summary>
    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _runsAtOnce.WaitAsync(cancellationToken);
        GraphQLResponse response;
        using var run = JimTelemetry.StartBelow(Interlocked.Exchange(ref _cause, null), SpanNames.LiveRun);
        try
        {
            response = await RunForAnyAsync(cancellationToken);
        }
        finally
        {
            _runsAtOnce.Release();
        }

        using (response)
        {
            if (IsNoAnswer(response))
            {
                return false;
            }

            var pgSnapshot = response.PgSnapshotText is { } read ? PgSnapshot.Parse(read) : null;
            Replace(old => old.Number > 0 && IsSameAnswer(old.Response, response)
                ? old with { PgSnapshot = pgSnapshot }
                : new CohortState(old.Number + 1, Copy(response), pgSnapshot, NewPromise()));
            return true;
        }
    }

    /// <summary>The answer is the same for all subscribers, so any of their queries gives it.</summary>
    private Task<GraphQLResponse> RunForAnyAsync(CancellationToken cancellationToken)
    {
        LiveQuery? query;
        lock (_joining)
        {
            query = _subscribers.FirstOrDefault();
        }

        return query is null
            ? Task.FromCanceled<GraphQLResponse>(new CancellationToken(canceled: true))
            : query.RunAsync(cancellationToken);
    }

    /// <summary>
    /// True when the database was away, or its structure changed and Jim's schema does not follow yet: in a moment the schema owner will
    /// have told, and each subscriber goes on or is ended with the reason.
    /// </summary>
    private static bool IsNoAnswer(GraphQLResponse response) =>
        response.Outcome == ResponseOutcome.Unavailable || response.Errors.Any(e => e.Code == RunErrors.SchemaChangedCode);

    /// <summary>The state after the last stays the last.</summary>
    private void Replace(Func<CohortState, CohortState> next)
    {
        lock (_replacing)
        {
            var old = _state;
            _state = old.IsLast ? old : next(old);
            if (_state.Replaced != old.Replaced)
            {
                old.Replaced.SetResult();
            }
        }
    }

    /// <summary>Its waiters go on in their own time: who completes it may hold a lock.</summary>
    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static GraphQLResponse Copy(GraphQLResponse response) => new()
    {
        Outcome = response.Outcome, Errors = response.Errors, CachedData = response.DataBytes.ToArray(), Cursor = response.Cursor,
    };

    /// <summary>An answer and its place in the order of answers; 0: none yet.</summary>
    /// <param name="PgSnapshot">What the answer sees; null: it is no answer of the database.</param>
    internal sealed record CohortState(int Number, GraphQLResponse Response, PgSnapshot? PgSnapshot, TaskCompletionSource Replaced)
    {
        /// <summary>The schema changed: no state follows.</summary>
        public bool IsLast { get; init; }

        public static CohortState None => new(0, new GraphQLResponse { Outcome = ResponseOutcome.Executed }, null, NewPromise());
    }
}
