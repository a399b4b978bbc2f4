using Jim.GraphQL.Errors;

namespace Jim.Postgres.Running;

/// <summary>
/// Postgres cannot be reached or ended the connection; the same request may succeed later (code JIM_DATABASE_UNAVAILABLE).
/// </summary>
public sealed class DatabaseUnavailableException : GraphQLException
{
    /// <param name="cause">What failed.</param>
    /// <param name="message">The text of a RAISE that says so; null: Postgres itself says so.</param>
    public DatabaseUnavailableException(Exception cause, string? message = null)
        : base(RunErrors.Unavailable(message)) => Cause = cause;

    /// <summary>What failed, for the log only: its message may hold the server's address.</summary>
    public Exception Cause { get; }
}
