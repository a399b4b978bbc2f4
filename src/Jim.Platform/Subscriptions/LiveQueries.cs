using System.Runtime.CompilerServices;
using Jim.Platform.Cache;
using Jim.Postgres.Changes;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// Live queries, which are query fields under <c>subscription</c>: the client gets the answer now, and again whenever a commit has changed
/// it. While nothing changes, no SQL runs, except where policies or views read the clock (<see cref="LiveOptions"/>). The change spine
/// reports changes of rows (<see cref="Wake"/>) and of the schema (<see cref="ChangeSchema"/>).
/// </summary>
public sealed class LiveQueries(ChangeTailer tailer, TimeProvider timeProvider, LiveOptions options) : IDisposable
{
    private readonly Dictionary<string, Cohort> _cohorts = new(StringComparer.Ordinal);
    private readonly CohortIndex _index = new();
    private readonly Lock _lock = new();
    private readonly LiveRuns _runs = new(timeProvider);
    private readonly HeldBytes _answers = new("cohorts", options.AnswerBytesMax);
    private readonly HashSet<ChangeFeed> _feeds = [];
    private readonly HeldBytes _keys = new("feeds", options.KeyBytesMax);
    private long _schemaVersion;

    /// <summary>
    /// CreateSourceEventStream of the GraphQL specification (6.2.3.1), already with the answer of each event: first the present one, then
    /// every later one that differs; the present one not, where the subscriber has it (<see cref="LiveQuery.HasAnswer"/>). Changes are
    /// watched from before the first run on, so that none is missed; each answer carries the cursor of the MVCC snapshot that it was read
    /// in. When the schema changes, the query is prepared again and goes on; where that is refused, a last answer says why and the stream
    /// ends.
    /// </summary>
    /// <param name="prepare">Prepares the operation on the present schema. Called at the start and after each change of
    /// the schema.</param>
    public async IAsyncEnumerable<GraphQLResponse> SubscribeAsync(
        Func<LivePreparation> prepare, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var polling = tailer.PollForLiveData();
        GraphQLResponse? last = null;
        while (true)
        {
            var preparation = prepare();
            if (preparation is not LiveQuery query)
            {
                yield return LiveErrors.Refuse((LiveRefusal)preparation, isFirst: last is null);
                yield break;
            }

            if (Join(query) is not { } cohort)
            {
                continue;
            }

            try
            {
                for (var seen = 0; await cohort.NextAsync(seen, cancellationToken) is { } state; seen = state.Number)
                {
                    var isKnown = last is null ? query.HasAnswer(state.Response) : Cohort.IsSameAnswer(last, state.Response);
                    if (last is null || !isKnown)
                    {
                        last = state.Response;
                    }

                    if (!isKnown)
                    {
                        yield return state.Response;
                    }
                }
            }
            finally
            {
                Leave(cohort, query);
            }
        }
    }

    /// <summary>
    /// The events of a subscription to the changes of a table's rows, from the cursor of the request on or from now on. When the schema
    /// changes, they go on as those of a live query do.
    /// </summary>
    /// <param name="prepare">As of <see cref="SubscribeAsync"/>.</param>
    public async IAsyncEnumerable<GraphQLResponse> FollowAsync(
        Func<LivePreparation> prepare, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var polling = tailer.PollForLiveData();
        using var memory = new ChangeMemory(_keys);
        for (var isFirst = true; ; isFirst = false)
        {
            var preparation = prepare();
            if (preparation is not ChangeQuery query)
            {
                yield return LiveErrors.Refuse((LiveRefusal)preparation, isFirst);
                yield break;
            }

            using var feed = new ChangeFeed(query, memory, _runs.Alone, timeProvider, options.ClockInterval);
            if (!Join(feed))
            {
                continue;
            }

            try
            {
                await foreach (var answer in feed.RunAsync(cancellationToken))
                {
                    yield return answer;
                }
            }
            finally
            {
                Leave(feed);
            }
        }
    }

    /// <summary>Has the cohorts that read the tables of committed rows run again, and feeds read them.</summary>
    public void Wake(Delta delta)
    {
        lock (_lock)
        {
            foreach (var feed in _feeds)
            {
                feed.Hear(delta);
            }

            if (!delta.Overflow)
            {
                _index.Wake(delta.Changes);
                return;
            }

            foreach (var cohort in _cohorts.Values)
            {
                cohort.MarkDirty();
            }
        }
    }

    /// <summary>
    /// Has every subscriber prepare its query again on a new schema. Subscribers of one cohort may then be in different ones, as when a new
    /// policy depends on a claim in which they differ.
    /// </summary>
    public void ChangeSchema(long version)
    {
        lock (_lock)
        {
            _schemaVersion = version;
            foreach (var feed in _feeds.Where(f => f.SchemaVersion < version))
            {
                feed.End();
            }

            foreach (var cohort in _cohorts.Values.Where(c => c.SchemaVersion < version).ToList())
            {
                Remove(cohort);
                cohort.EndBySchemaChange();
            }
        }
    }

    public void Dispose() => _runs.Dispose();

    /// <summary>Null: the schema changed after the query was prepared, so it has to be prepared again.</summary>
    private Cohort? Join(LiveQuery query)
    {
        lock (_lock)
        {
            if (query.SchemaVersion < _schemaVersion)
            {
                return null;
            }

            if (_cohorts.TryGetValue(query.Key, out var cohort))
            {
                cohort.Join(query);
                return cohort;
            }

            LiveTelemetry.AddCohorts(1);
            _cohorts[query.Key] = cohort = new Cohort(query, _runs, _answers, timeProvider, options.ClockInterval);
            _index.Add(cohort);
            return cohort;
        }
    }

    private void Remove(Cohort cohort)
    {
        _cohorts.Remove(cohort.Key);
        _index.Remove(cohort);
        LiveTelemetry.AddCohorts(-1);
    }

    /// <summary>False: the schema changed after the feed's query was prepared.</summary>
    private bool Join(ChangeFeed feed)
    {
        lock (_lock)
        {
            return feed.SchemaVersion >= _schemaVersion && _feeds.Add(feed);
        }
    }

    private void Leave(ChangeFeed feed)
    {
        lock (_lock)
        {
            _feeds.Remove(feed);
        }
    }

    private void Leave(Cohort cohort, LiveQuery query)
    {
        lock (_lock)
        {
            if (cohort.Leave(query))
            {
                if (_cohorts.GetValueOrDefault(cohort.Key) == cohort)
                {
                    Remove(cohort);
                }

                cohort.Dispose();
            }
        }
    }
}
