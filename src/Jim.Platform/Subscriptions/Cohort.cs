using System.Diagnostics;
using Jim.Platform.Cache;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// All subscribers of live queries who would get the same answer: same operation, variables, role and claims that policies use. The query
/// runs once for all of them, when something that it reads has changed; the longer a run takes, the further apart they are
/// (<see cref="LivePace"/>). Only the latest answer is kept: a slow subscriber may miss answers in between, but never gets an older one
/// after a newer one.
/// </summary>
internal sealed class Cohort : IDisposable
{
    /// <summary>The shortest time between two runs of one cohort, however often its tables change.</summary>
    public static readonly TimeSpan RunInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The pause after a run that got no answer, because the database was away or its schema was changing.</summary>
    public static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(500);

    private readonly CohortSubscribers _subscribers;
    private readonly LiveRuns _runs;
    private readonly HeldBytes _answers;
    private readonly LivePace _pace = new();
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _dirty = new(1, 1);
    private readonly Lock _replacing = new();
    private readonly ITimer? _clock;
    private Activity? _cause = JimTelemetry.FindCause();
    private volatile CohortState _state = CohortState.None;
    private volatile IDisposable? _held;

    /// <param name="clockInterval">See <see cref="LiveOptions.ClockInterval"/>.</param>
    public Cohort(LiveQuery query, LiveRuns runs, HeldBytes answers, TimeProvider timeProvider, TimeSpan clockInterval)
    {
        (Key, SchemaVersion, Reads, Pins) = (query.Key, query.SchemaVersion, query.Reads, query.Pins);
        (_runs, _answers, _timeProvider) = (runs, answers, timeProvider);
        _subscribers = new CohortSubscribers(query, timeProvider);
        _clock = Reads.Unknown ? timeProvider.CreateTimer(_ => MarkDirty(), null, clockInterval, clockInterval) : null;
        _ = RunAsync(_ended.Token);
    }

    /// <summary>As <see cref="LiveQuery.Key"/>.</summary>
    public string Key { get; }

    /// <summary>As <see cref="LiveQuery.SchemaVersion"/>.</summary>
    public long SchemaVersion { get; }

    /// <summary>As <see cref="LiveQuery.Reads"/>.</summary>
    public ReadSet Reads { get; }

    /// <summary>As <see cref="LiveQuery.Pins"/>.</summary>
    public ImmutableArray<ScopeValue> Pins { get; }

    /// <summary>Adds a subscriber, known by the query that was prepared for it.</summary>
    public void Join(LiveQuery query) => _subscribers.Join(query);

    /// <inheritdoc cref="CohortSubscribers.Leave"/>
    public bool Leave(LiveQuery query) => _subscribers.Leave(query);

    /// <summary>True when the change is not in the answer that was sent last.</summary>
    public bool Misses(Change change) => _state.PgSnapshot is not { } seen || !seen.Sees(change.Xid);

    /// <summary>Has the query run again, once, however often this is called before the run begins.</summary>
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
            // A run is due already.
        }
    }

    /// <summary>
    /// Waits for a state with a number above <paramref name="seen"/> and gives the latest. Null once the schema has changed: no more
    /// follow.
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
        Replace(old => old with { IsLast = true, Replaced = CohortState.NewPromise() });
        Dispose();
    }

    /// <summary>
    /// Ends the runs, but not on the caller's thread, which may be the one that reads a socket: cancelling a statement of Postgres blocks.
    /// </summary>
    public void Dispose()
    {
        _clock?.Dispose();
        _ = _ended.CancelAsync();
        _held?.Dispose();
    }

    /// <summary>
    /// True when a client that has got one of the answers need not be sent the other: both are without errors and hold the same bytes.
    /// </summary>
    public static bool IsSameAnswer(GraphQLResponse one, GraphQLResponse other) =>
        one.Errors.Count == 0 && other.Errors.Count == 0 && one.DataBytes.SequenceEqual(other.DataBytes);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // This loop outlives the request that began it. So it leaves the trace of that request; each run joins the trace of its cause.
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

                await Task.Delay(_pace.Pause, _timeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The last subscriber left, or the schema changed.
        }
    }

    /// <summary>Runs the query and publishes its answer. False: the run got no answer, and the last one stays.</summary>
    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var isQuick = _pace.IsQuick && _state.Response is { Errors.Count: 0, DataBytes.Length: <= LiveRuns.QuickBytesMax };
        var runs = isQuick ? _runs.Quick : _runs.Alone;
        var share = await _subscribers.EnterAsync(runs, cancellationToken);
        GraphQLResponse response;
        using var run = JimTelemetry.StartBelow(Interlocked.Exchange(ref _cause, null), SpanNames.LiveRun);
        try
        {
            response = await _subscribers.RunForAnyAsync(isQuick, cancellationToken);
        }
        finally
        {
            runs.Leave(share);
        }

        using (response)
        {
            if (IsNoAnswer(response))
            {
                return false;
            }

            _pace.Note(response.DatabaseTime);
            var pgSnapshot = response.PgSnapshotText is { } read ? PgSnapshot.Parse(read) : null;
            Replace(old => old.Number > 0 && IsSameAnswer(old.Response, response)
                ? old with { PgSnapshot = pgSnapshot }
                : new CohortState(old.Number + 1, Copy(response, _pace), pgSnapshot, CohortState.NewPromise()));
            CountAnswer(response.DataBytes.Length);
            return true;
        }
    }

    private void CountAnswer(long bytes)
    {
        _held?.Dispose();
        _held = _answers.Hold(_subscribers.FindNext().User, bytes, GiveUpAnswer);
        if (_ended.IsCancellationRequested)
        {
            _held.Dispose();
        }
    }

    /// <summary>Tells the subscribers that there is no room for the answer. The next run, after the next change, tries again.</summary>
    private void GiveUpAnswer() =>
        Replace(old => new CohortState(old.Number + 1, LiveErrors.AnswersTooLarge(), old.PgSnapshot, CohortState.NewPromise()));

    /// <summary>
    /// True when the database was away, or when its structure has changed and the schema snapshot has not been built anew yet. In the
    /// second case the subscribers are told of the new snapshot soon (<see cref="EndBySchemaChange"/>), so the error is not sent to them.
    /// </summary>
    public static bool IsNoAnswer(GraphQLResponse response) =>
        response.Outcome == ResponseOutcome.Unavailable || response.Errors.Any(e => e.Code == RunErrors.SchemaChangedCode);

    /// <summary>Publishes the next state and wakes those who wait for it. After the last state there is no other.</summary>
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

    private static GraphQLResponse Copy(GraphQLResponse response, LivePace pace) => new()
    {
        LiveInterval = pace.IsSlowed ? pace.Pause : TimeSpan.Zero,
        Outcome = response.Outcome, Errors = response.Errors, CachedData = response.DataBytes.ToArray(), Cursor = response.Cursor,
    };
}
