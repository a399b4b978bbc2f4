using Jim.GraphQL.Errors;

namespace Jim.Postgres.Running;

/// <summary>
/// Errors of running a statement. None repeats a message of Postgres, which may hold stored values or names of the database.
/// </summary>
public static class RunErrors
{
    /// <summary>The code where a statement does not fit the database's structure any more.</summary>
    public const string SchemaChangedCode = "JIM_SCHEMA_CHANGED";

    /// <summary>The code where Postgres cannot be reached.</summary>
    public const string UnavailableCode = "JIM_DATABASE_UNAVAILABLE";

    /// <summary>The role has no grant for what the statement does, or a row level security policy forbids the write.</summary>
    public static GraphQLError NotAuthorized() =>
        new("The current user is not authorized to access this resource.") { Code = "AUTH_NOT_AUTHORIZED" };

    /// <summary>A data exception (SQLSTATE class 22), such as a number out of range.</summary>
    public static GraphQLError InvalidValue() =>
        new("A value is not valid for the column it is compared with or stored in.") { Code = "JIM_INVALID_VALUE" };

    /// <summary>A statement ran longer than the statement timeout. Message and code are HotChocolate's.</summary>
    public static GraphQLError Timeout() => new("The request exceeded the configured timeout.") { Code = "HC0045" };

    /// <summary>A serialization failure, a deadlock, or a lock that could not be had.</summary>
    public static GraphQLError Conflict() =>
        new("The operation met a concurrent one; try it again.") { Code = "JIM_CONFLICT", Extensions = [new("retry", true)] };

    /// <summary>The field is undone because another field of the same transaction failed.</summary>
    public static GraphQLError RolledBack() =>
        new("Nothing was written, because another field of the same transaction failed.") { Code = "JIM_ROLLED_BACK" };

    /// <summary>A statement does not fit the database's structure any more; a new schema will be there within seconds.</summary>
    public static GraphQLError SchemaChanged() =>
        new("The database's structure has changed; try again.") { Code = SchemaChangedCode, Extensions = [new("retry", true)] };

    /// <summary>Any other error of Postgres; the log has its SQLSTATE.</summary>
    public static GraphQLError Unexpected() => new("Unexpected Execution Error") { Code = "JIM_DATABASE_ERROR" };

    /// <summary>Postgres cannot be reached or ended the connection.</summary>
    public static GraphQLError Unavailable() =>
        new("The database cannot be reached at the moment; try again.") { Code = UnavailableCode, Extensions = [new("retry", true)] };

    /// <summary>The queue for a connection is full, or the wait in it was too long.</summary>
    public static GraphQLError Overloaded(int retrySeconds) =>
        new("The server is busy; try again later.") { Code = "JIM_OVERLOADED", Extensions = [new("retryAfter", retrySeconds)] };
}
