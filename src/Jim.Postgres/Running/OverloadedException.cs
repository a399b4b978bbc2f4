using Jim.GraphQL;

namespace Jim.Postgres.Running;

/// <summary>More requests wait for a connection than may, or one waited too long. The door answers 503 with Retry-After.</summary>
public sealed class OverloadedException(int retrySeconds) : GraphQLException(RunErrors.Overloaded(retrySeconds))
{
    public int RetrySeconds { get; } = retrySeconds;
}
