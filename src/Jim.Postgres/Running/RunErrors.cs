using Jim.GraphQL.Errors;

namespace Jim.Postgres.Running;

/// <summary>
/// Errors of running a statement. None repeats a message of Postgres, which may hold stored values or names of the database.
/// </summary>
public static class RunErrors
{
    /// <summary>The code where a statement does not fit the database's structure any more.</summary>
    public const string SchemaChangedCode = "JIM_SCHEMA_CHANGED";

    public const string UnavailableCode = "JIM_DATABASE_UNAVAILABLE";

    public static GraphQLError NotAuthorized() =>
        new("The current user is not authorized to access this resource.") { Code = "AUTH_NOT_AUTHORIZED" };

    public static GraphQLError InvalidValue() =>
        new("A value is not valid for the column it is compared with or stored in.") { Code = "JIM_INVALID_VALUE" };

    public static GraphQLError Timeout() => new("The request exceeded the configured timeout.") { Code = "HC0045" };

    public static GraphQLError Conflict() =>
        new("The operation met a concurrent one; try it again.") { Code = "JIM_CONFLICT", Extensions = [new("retry", true)] };

    public static GraphQLError RolledBack() =>
        new("Nothing was written, because another field of the same transaction failed.") { Code = "JIM_ROLLED_BACK" };

    public static GraphQLError SchemaChanged() =>
        new("The database's structure has changed; try again.") { Code = SchemaChangedCode, Extensions = [new("retry", true)] };

    public static GraphQLError Unexpected() => new("Unexpected Execution Error") { Code = "JIM_DATABASE_ERROR" };

    public static GraphQLError Unavailable() =>
        new("The database cannot be reached at the moment; try again.") { Code = UnavailableCode, Extensions = [new("retry", true)] };

    public static GraphQLError Overloaded(int retrySeconds) =>
        new("The server is busy; try again later.") { Code = "JIM_OVERLOADED", Extensions = [new("retryAfter", retrySeconds)] };
}
