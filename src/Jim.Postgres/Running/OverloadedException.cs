using Jim.GraphQL.Errors;

namespace Jim.Postgres.Running;

/// <summary>
/// The queue for a connection is full, or the request has waited in it for too long. Over HTTP it is answered by 503 with Retry-After.
/// </summary>
public sealed class OverloadedException(int retrySeconds) : GraphQLException(RunErrors.Overloaded(retrySeconds))
{
    /// <summary>After how many seconds the client may try again (Retry-After).</summary>
    public int RetrySeconds { get; } = retrySeconds;
}
