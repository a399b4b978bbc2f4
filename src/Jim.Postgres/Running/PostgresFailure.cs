using System.Net.Sockets;
using Jim.GraphQL.Errors;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// What a failure of Postgres means to a client: a code, never the text of Postgres, which may hold stored values. Only the text of a RAISE
/// is told, because whoever owns the database wrote it for its users.
/// </summary>
public static class PostgresFailure
{
    private const int RaisedMessageMax = 1000;

    /// <summary>True when the connection was lost or could not be made, so that a later try may succeed.</summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException p => SqlStates.Find(p) == SqlStateMeaning.Unavailable,
        NpgsqlException => true,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>True when the connection was lost while a statement ran on it; not where a RAISE only says so.</summary>
    public static bool IsLostConnection(Exception failure) => failure switch
    {
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        } ended => !SqlStates.IsWrittenByRaise(ended),
        PostgresException => false,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => IsFaultOfDriver(failure),
    };

    /// <summary>
    /// True for a failure of Npgsql 10 itself: it does not expect that Postgres refuses a statement with 0A000 (feature not supported,
    /// which a RAISE may say too) in the batch that prepares it, the second of a connection that has it. Postgres has ended the
    /// transaction, and the connection is of no use any more. On another one the statement is new, and the refusal is told.
    /// </summary>
    internal static bool IsFaultOfDriver(Exception failure) => failure is NullReferenceException { Source: "Npgsql" };

    /// <summary>
    /// A failure for the log: its SQLSTATE or the name of its type. Its message may hold the server's address or stored values.
    /// </summary>
    public static string Describe(Exception failure) => (failure as PostgresException)?.SqlState ?? failure.GetType().Name;

    /// <summary>The text of a RAISE, cut where it is very long; null where the message is Postgres' own or is not to be told.</summary>
    public static string? FindRaisedMessage(PostgresException failure, bool tellRaised) =>
        !tellRaised || !SqlStates.IsWrittenByRaise(failure) ? null
        : failure.MessageText.Length <= RaisedMessageMax ? failure.MessageText
        : failure.MessageText[..RaisedMessageMax] + "…";

    /// <summary>
    /// The exception to throw for a failure of a statement: <see cref="OperationCanceledException"/> where the caller cancelled,
    /// <see cref="DatabaseUnavailableException"/>, or another <see cref="GraphQLException"/> with a code; a failure that is none of
    /// Postgres is given back as it is.
    /// </summary>
    /// <param name="tellRaised">The client is told the text of a RAISE.</param>
    public static Exception ToException(Exception failure, CancellationToken cancellationToken, bool tellRaised = true)
    {
        var message = failure is PostgresException raised ? FindRaisedMessage(raised, tellRaised) : null;
        if (failure is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            return cancellationToken.IsCancellationRequested
                ? new OperationCanceledException(cancellationToken)
                : new GraphQLException(RunErrors.Timeout(message));
        }

        return failure switch
        {
            GraphQLException => failure,
            NpgsqlException { InnerException: TimeoutException } => new GraphQLException(RunErrors.Timeout()),
            _ when IsUnavailable(failure) => new DatabaseUnavailableException(failure, message),
            PostgresException p => new StatementFailedException(p, CreateError(p, message)),
            _ => failure,
        };
    }

    /// <summary>
    /// The code of a refusal in the words of the database's own code: the state that its author chose where Postgres has none such, so that
    /// programs can tell one rule from another; else what the state means.
    /// </summary>
    internal static string FindRaisedCode(string state) => SqlStates.Find(state) switch
    {
        SqlStateMeaning.Raised when state != PostgresErrorCodes.RaiseException => state,
        SqlStateMeaning.InvalidValue => RunErrors.InvalidValueCode,
        SqlStateMeaning.Constraint => RunErrors.Constraint(state, null).Code!,
        SqlStateMeaning.Raised or SqlStateMeaning.Unexpected or SqlStateMeaning.SchemaChanged or SqlStateMeaning.NotAuthorized
            or SqlStateMeaning.NotReady or SqlStateMeaning.Conflict or SqlStateMeaning.Unavailable or SqlStateMeaning.Timeout =>
            RunErrors.RaisedCode,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "has a meaning that is not known here"),
    };

    /// <param name="message">The text of a RAISE, for the states that a team may choose; null: the code's own text.</param>
    private static GraphQLError CreateError(PostgresException failure, string? message) => SqlStates.Find(failure) switch
    {
        SqlStateMeaning.Unexpected => RunErrors.Unexpected(SqlStates.MayPass(failure.SqlState)),
        SqlStateMeaning.InvalidValue => RunErrors.InvalidValue(),
        SqlStateMeaning.Constraint => RunErrors.Constraint(failure.SqlState, message),
        SqlStateMeaning.NotAuthorized => RunErrors.NotAuthorized(message),
        SqlStateMeaning.Conflict => RunErrors.Conflict(message),
        SqlStateMeaning.SchemaChanged => RunErrors.SchemaChanged() with { Exception = failure },
        SqlStateMeaning.NotReady => RunErrors.NotReady(),
        SqlStateMeaning.Unavailable => RunErrors.Unavailable(message),
        SqlStateMeaning.Timeout => RunErrors.Timeout(message),
        SqlStateMeaning.Raised => RunErrors.Raised(FindRaisedCode(failure.SqlState), failure.SqlState, message),
        var meaning => throw new InvalidOperationException($"There is no error for {meaning}."),
    };
}
