using Jim.GraphQL.Errors;

namespace Jim.Postgres.Running;

/// <summary>
/// Postgres cannot be reached or ended the connection; the same request may succeed later (code JIM_DATABASE_UNAVAILABLE).
/// </summary>
public sealed class DatabaseUnavailableException : GraphQLException
{
    public DatabaseUnavailableException(Exception cause)
        : base(RunErrors.Unavailable()) => Cause = cause;

    /// <summary>What failed, for the log only: its message may hold the server's address.</summary>
    public Exception Cause { get; }
}
