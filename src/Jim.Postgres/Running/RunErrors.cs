using Jim.GraphQL.Errors;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// Errors of running a statement. They hold no text of Postgres, which could tell stored values or names; only what a function of the
/// database says on purpose.
/// </summary>
public static class RunErrors
{
    /// <summary>The code where a statement does not fit the database's structure any more.</summary>
    public const string SchemaChangedCode = "JIM_SCHEMA_CHANGED";

    /// <summary>The code where Postgres cannot be reached.</summary>
    public const string UnavailableCode = "JIM_DATABASE_UNAVAILABLE";

    /// <summary>A function or trigger of the database said no, without a code of its own.</summary>
    public const string RaisedCode = "JIM_RAISED";

    /// <summary>Another transaction was in the way.</summary>
    public const string ConflictCode = "JIM_CONFLICT";

    /// <summary>A fault that the log explains under the request id that the error tells.</summary>
    public const string UnexpectedCode = "JIM_DATABASE_ERROR";

    /// <summary>A value is none of its column's.</summary>
    public const string InvalidValueCode = "JIM_INVALID_VALUE";

    /// <summary>Another field of the same transaction failed.</summary>
    public const string RolledBackCode = "JIM_ROLLED_BACK";

    private const string RaisedText = "A rule of the database refuses this.";

    /// <summary>
    /// The role has no grant for what the statement does, a row level security policy forbids the write, or a RAISE says so.
    /// </summary>
    /// <param name="message">The text of a RAISE; null for a refusal by Postgres. Likewise below.</param>
    public static GraphQLError NotAuthorized(string? message = null) =>
        new(message ?? "The current user is not authorized to access this resource.") { Code = "AUTH_NOT_AUTHORIZED" };

    /// <summary>A data exception (SQLSTATE class 22), such as a number out of range.</summary>
    public static GraphQLError InvalidValue() =>
        new("A value is not valid for the column it is compared with or stored in.") { Code = InvalidValueCode };

    /// <summary>A statement ran longer than the statement timeout. Message and code are HotChocolate's.</summary>
    public static GraphQLError Timeout(string? message = null) =>
        new(message ?? "The request exceeded the configured timeout.") { Code = "HC0045" };

    /// <summary>A serialization failure, a deadlock, or a lock that could not be had.</summary>
    public static GraphQLError Conflict(string? message = null) =>
        new(message ?? "The operation met a concurrent one; try it again.") { Code = ConflictCode, Extensions = [new("retry", true)] };

    /// <summary>The key that a comment declares (<c>@key</c>) is that of several rows.</summary>
    public static GraphQLError AmbiguousKey() =>
        new("More than one row has this key; nothing was changed.") { Code = "JIM_AMBIGUOUS_KEY" };

    /// <summary>A trigger or rule of the table took the statement and changed nothing.</summary>
    public static GraphQLError Skipped() =>
        new("A trigger or rule of the table skipped this; nothing was changed.") { Code = "JIM_SKIPPED" };

    /// <summary>The field is undone because another field of the same transaction failed.</summary>
    public static GraphQLError RolledBack() =>
        new("Nothing was written, because another field of the same transaction failed.") { Code = RolledBackCode };

    /// <summary>A statement does not fit the database's structure any more; a new schema will be there within seconds.</summary>
    public static GraphQLError SchemaChanged() =>
        new("The database's structure has changed; try again.") { Code = SchemaChangedCode, Extensions = [new("retry", true)] };

    /// <summary>The relation cannot be read in its present state (SQLSTATE 55000).</summary>
    public static GraphQLError NotReady() =>
        new("What is read is not ready: a materialized view that was never filled, until its owner runs REFRESH MATERIALIZED VIEW.")
        {
            Code = "JIM_NOT_READY",
        };

    /// <summary>Any other error of Postgres; the log has its SQLSTATE.</summary>
    /// <param name="mayPass">The same request may succeed later.</param>
    public static GraphQLError Unexpected(bool mayPass = false) => new("Unexpected Execution Error")
    {
        Code = UnexpectedCode, Extensions = mayPass ? [new("retry", true)] : [],
    };

    /// <summary>A function or trigger of the database refuses the statement in words of its own (<c>RAISE EXCEPTION</c>).</summary>
    /// <param name="code">For programs.</param>
    /// <param name="state">The SQLSTATE, told beside the code.</param>
    /// <param name="message">Its text; null where clients are not told it.</param>
    public static GraphQLError Raised(string code, string state, string? message) =>
        new(message ?? RaisedText) { Code = code, Extensions = [new("sqlState", state)] };

    /// <summary>A constraint is violated, by a statement that has no typed errors for it.</summary>
    /// <param name="message">The text of a RAISE with the state of a constraint; null for a constraint of Postgres.</param>
    public static GraphQLError Constraint(string state, string? message) => state switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation =>
            new(message ?? "A row with this value exists already.") { Code = "JIM_UNIQUE" },
        PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation =>
            new(message ?? "A row that is pointed at does not exist, or is still pointed at.") { Code = "JIM_FOREIGN_KEY" },
        PostgresErrorCodes.NotNullViolation => new(message ?? "A value is missing.") { Code = "JIM_NOT_NULL" },
        _ => new(message ?? "A value is outside of what the table allows.") { Code = "JIM_CHECK" },
    };

    /// <summary>Postgres cannot be reached or ended the connection.</summary>
    public static GraphQLError Unavailable(string? message = null) =>
        new(message ?? "The database cannot be reached at the moment; try again.")
        {
            Code = UnavailableCode, Extensions = [new("retry", true)],
        };

    /// <summary>The queue for a connection is full, or the wait in it was too long.</summary>
    public static GraphQLError Overloaded(int retrySeconds) =>
        new("The server is busy; try again later.") { Code = "JIM_OVERLOADED", Extensions = [new("retryAfter", retrySeconds)] };
}
