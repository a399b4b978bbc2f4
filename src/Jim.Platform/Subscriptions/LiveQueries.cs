using System.Runtime.CompilerServices;
using Jim.Platform.Protocol;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// Query fields under <c>subscription</c>: the answer now, and again whenever a commit changed it. No SQL while nothing changes.
/// </summary>
public sealed class LiveQueries : IDisposable
{
    private const int RunsAtOnceMax = 4;
    private readonly Dictionary<string, Cohort> _cohorts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _runsAtOnce = new(RunsAtOnceMax);
    private readonly ChangeTailer _tailer;
    private readonly TimeProvider _timeProvider;

    public LiveQueries(ChangeTailer tailer, TimeProvider timeProvider)
    {
        (_tailer, _timeProvider) = (tailer, timeProvider);
        tailer.Listen((delta, _) =>
        {
            OnDelta(delta);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>
    /// CreateSourceEventStream (spec 6.2.3.1), each event with its answer: the latest, then every later one that differs. Changes are
    /// watched before the first run, so none falls between; each answer carries the cursor of its own snapshot.
    /// </summary>
    /// <param name="key">What makes two subscriptions one: operation, variables, role, used claims.</param>
    public async IAsyncEnumerable<GraphQLResponse> SubscribeAsync(
        string key, ReadSet reads, Func<CancellationToken, Task<GraphQLResponse>> run,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var beat = _tailer.KeepListeningBeat();
        var cohort = Join(key, reads, run);
        try
        {
            for (var seen = 0; !cancellationToken.IsCancellationRequested;)
            {
                var state = await cohort.NextAsync(seen, cancellationToken);
                seen = state.Number;
                yield return state.Response;
            }
        }
        finally
        {
            Leave(cohort);
        }
    }

    public void Dispose() => _runsAtOnce.Dispose();

    private void OnDelta(Delta delta)
    {
        lock (_lock)
        {
            foreach (var cohort in _cohorts.Values)
            {
                if (delta.Overflow
                    || delta.Changes.Any(c => (cohort.Reads.Unknown || cohort.Reads.Tables.Contains(c.Table)) && cohort.Misses(c)))
                {
                    cohort.MarkDirty();
                }
            }
        }
    }

    private Cohort Join(string key, ReadSet reads, Func<CancellationToken, Task<GraphQLResponse>> run)
    {
        lock (_lock)
        {
            if (!_cohorts.TryGetValue(key, out var cohort))
            {
                _cohorts[key] = cohort = new Cohort(key, reads, run, _runsAtOnce, _timeProvider);
            }

            cohort.Subscribers++;
            return cohort;
        }
    }

    private void Leave(Cohort cohort)
    {
        lock (_lock)
        {
            if (--cohort.Subscribers == 0)
            {
                _cohorts.Remove(cohort.Key);
                cohort.Dispose();
            }
        }
    }
}
