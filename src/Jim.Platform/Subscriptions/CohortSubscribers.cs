using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// The subscribers of one <see cref="Cohort"/>, each with the query that was prepared for it. Any of these gives the answer of all, so a
/// run is on behalf of the one who may run soonest. Thread safe.
/// </summary>
/// <param name="first">The first one's.</param>
internal sealed class CohortSubscribers(LiveQuery first, TimeProvider timeProvider)
{
    private readonly List<LiveQuery> _queries = [first];
    private readonly Lock _lock = new();

    /// <summary>Adds a subscriber, known by the query that was prepared for it.</summary>
    public void Join(LiveQuery query)
    {
        lock (_lock)
        {
            _queries.Add(query);
        }
    }

    /// <summary>
    /// Removes a subscriber and its query, which holds a request with variables and claims; from then on the query of another subscriber is
    /// run. True when none is left.
    /// </summary>
    public bool Leave(LiveQuery query)
    {
        lock (_lock)
        {
            var at = _queries.FindIndex(subscriber => ReferenceEquals(subscriber, query));
            if (at >= 0)
            {
                _queries.RemoveAt(at);
            }

            return _queries.Count == 0;
        }
    }

    /// <summary>
    /// Waits until a subscriber may run the query. A run is never refused: it waits for its place, and where the user has kept the database
    /// busy for too long, until that is forgotten.
    /// </summary>
    /// <param name="runs">Shares out among users the runs of all cohorts.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<FairShare> EnterAsync(FairQueue runs, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (user, wait) = FindNext();
            if (wait <= TimeSpan.Zero)
            {
                return await runs.EnterAsync(user, cancellationToken);
            }

            await Task.Delay(wait, timeProvider, cancellationToken);
        }
    }

    /// <summary>The subscriber who need not wait, or who waits least.</summary>
    public (string User, TimeSpan Wait) FindNext()
    {
        lock (_lock)
        {
            var least = (User: string.Empty, Wait: TimeSpan.Zero);
            foreach (var (i, subscriber) in _queries.Index())
            {
                var wait = subscriber.FindWait();
                least = i == 0 || wait < least.Wait ? (subscriber.User, wait) : least;
                if (wait <= TimeSpan.Zero)
                {
                    break;
                }
            }

            return least;
        }
    }

    /// <summary>The answer is the same for all subscribers, so any of their queries gives it.</summary>
    /// <param name="isQuick">It takes a moment only.</param>
    /// <param name="cancellationToken">The answer is not wanted any more.</param>
    public Task<GraphQLResponse> RunForAnyAsync(bool isQuick, CancellationToken cancellationToken)
    {
        LiveQuery? query;
        lock (_lock)
        {
            query = _queries.FirstOrDefault();
        }

        return query is null
            ? Task.FromCanceled<GraphQLResponse>(new CancellationToken(canceled: true))
            : query.RunAsync(isQuick, cancellationToken);
    }
}
