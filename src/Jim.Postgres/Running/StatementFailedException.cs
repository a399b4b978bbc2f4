using Jim.GraphQL.Errors;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>Postgres refused a statement. Carries an error with a code for the client and the cause for the log.</summary>
public sealed class StatementFailedException(PostgresException cause, GraphQLError error) : GraphQLException(error)
{
    public PostgresException Cause { get; } = cause;

    /// <summary>True for a fault that the log has to explain, because the error does not.</summary>
    public bool IsUnexpected => Errors[0].Code == RunErrors.UnexpectedCode;
}
