using System.Net.Sockets;
using Jim.GraphQL.Errors;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>What a failure of Postgres means to a client: a code, never the text of Postgres, which may hold stored values.</summary>
public static class PostgresFailure
{
    /// <summary>
    /// True when the connection was lost or could not be made, so that a later try may succeed. SQLSTATE classes: 08 connection exception,
    /// 57P operator intervention (shutdown, restart), 53 insufficient resources (too many connections, disk full).
    /// </summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException p => p.SqlState is ['0', '8', ..] or ['5', '7', 'P', ..] or ['5', '3', ..],
        NpgsqlException => true,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>True when the connection was lost while a statement ran on it.</summary>
    public static bool IsLostConnection(Exception failure) => failure switch
    {
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        } => true,
        PostgresException => false,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    /// <summary>
    /// A failure for the log: its SQLSTATE or the name of its type. Its message may hold the server's address or stored values.
    /// </summary>
    public static string Describe(Exception failure) => (failure as PostgresException)?.SqlState ?? failure.GetType().Name;

    /// <summary>
    /// The exception to throw for a failure of a statement: <see cref="OperationCanceledException"/> where the caller cancelled,
    /// <see cref="DatabaseUnavailableException"/>, or another <see cref="GraphQLException"/> with a code; a failure that is none of
    /// Postgres is given back as it is.
    /// </summary>
    public static Exception ToException(Exception failure, CancellationToken cancellationToken)
    {
        if (failure is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            return cancellationToken.IsCancellationRequested
                ? new OperationCanceledException(cancellationToken)
                : new GraphQLException(RunErrors.Timeout());
        }

        return failure switch
        {
            GraphQLException => failure,
            NpgsqlException { InnerException: TimeoutException } => new GraphQLException(RunErrors.Timeout()),
            _ when IsUnavailable(failure) => new DatabaseUnavailableException(failure),
            PostgresException p => new StatementFailedException(p, CreateError(p.SqlState)),
            _ => failure,
        };
    }

    private static GraphQLError CreateError(string state) => state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => RunErrors.NotAuthorized(),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
            RunErrors.Conflict(),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedObject =>
            RunErrors.SchemaChanged(),

        // "cached plan must not change result type": a column of a statement that the connection has prepared has another type now.
        PostgresErrorCodes.FeatureNotSupported => RunErrors.SchemaChanged(),
        ['2', '2', ..] => RunErrors.InvalidValue(),
        _ => RunErrors.Unexpected(),
    };
}
