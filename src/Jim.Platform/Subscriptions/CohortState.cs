using Jim.Postgres.Changes;

namespace Jim.Platform.Subscriptions;

/// <summary>An answer of a <see cref="Cohort"/> and its place in the order of answers; 0: none yet.</summary>
/// <param name="PgSnapshot">The MVCC snapshot that the answer was read in; null: it was not read from the database.</param>
/// <param name="Replaced">Completes when the next state takes the place of this one.</param>
internal sealed record CohortState(int Number, GraphQLResponse Response, PgSnapshot? PgSnapshot, TaskCompletionSource Replaced)
{
    public static CohortState None => new(0, new GraphQLResponse { Outcome = ResponseOutcome.Executed }, null, NewPromise());

    /// <summary>The schema changed: no state follows.</summary>
    public bool IsLast { get; init; }

    /// <summary>Its waiters continue on other threads, because the thread that completes it may hold a lock.</summary>
    public static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
