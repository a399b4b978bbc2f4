using System.Collections.Frozen;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>What a refusal by Postgres means to a client.</summary>
public enum SqlStateMeaning
{
    /// <summary>A fault of the server or of the database's own code, which the log explains.</summary>
    Unexpected,

    /// <summary>A value that its column or an expression cannot take.</summary>
    InvalidValue,

    /// <summary>A constraint is violated.</summary>
    Constraint,

    /// <summary>The caller has no right to what the statement reads or writes.</summary>
    NotAuthorized,

    /// <summary>Another transaction was in the way; the same request may succeed at once.</summary>
    Conflict,

    /// <summary>The statement does not fit the database's structure any more.</summary>
    SchemaChanged,

    /// <summary>A relation cannot be read in its present state: a materialized view that was never filled.</summary>
    NotReady,

    /// <summary>The database does not serve at the moment; the same request may succeed later.</summary>
    Unavailable,

    /// <summary>The statement took longer than allowed.</summary>
    Timeout,

    /// <summary>A function or trigger of the database says no, in words of its own (<c>RAISE EXCEPTION</c>).</summary>
    Raised,
}

/// <summary>
/// The meaning of every class of SQLSTATE that PostgreSQL documents (appendix A), and of the single states that differ from their class.
/// </summary>
public static class SqlStates
{
    // The function of Postgres that runs RAISE in PL/pgSQL; every error tells which function of Postgres reported it.
    private const string RaiseRoutine = "exec_stmt_raise";

    private static readonly FrozenDictionary<string, SqlStateMeaning> Classes = new Dictionary<string, SqlStateMeaning>
    {
        ["00"] = SqlStateMeaning.Unexpected, // successful completion
        ["01"] = SqlStateMeaning.Unexpected, // warning
        ["02"] = SqlStateMeaning.Unexpected, // no data
        ["03"] = SqlStateMeaning.Unexpected, // SQL statement not yet complete
        ["08"] = SqlStateMeaning.Unavailable, // connection exception
        ["09"] = SqlStateMeaning.Unexpected, // triggered action exception
        ["0A"] = SqlStateMeaning.Unexpected, // feature not supported
        ["0B"] = SqlStateMeaning.Unexpected, // invalid transaction initiation
        ["0F"] = SqlStateMeaning.Unexpected, // locator exception
        ["0L"] = SqlStateMeaning.Unexpected, // invalid grantor
        ["0P"] = SqlStateMeaning.Unexpected, // invalid role specification
        ["0Z"] = SqlStateMeaning.Unexpected, // diagnostics exception
        ["20"] = SqlStateMeaning.Unexpected, // case not found
        ["21"] = SqlStateMeaning.Unexpected, // cardinality violation
        ["22"] = SqlStateMeaning.InvalidValue, // data exception
        ["23"] = SqlStateMeaning.Constraint, // integrity constraint violation
        ["24"] = SqlStateMeaning.Unexpected, // invalid cursor state
        ["25"] = SqlStateMeaning.Unexpected, // invalid transaction state
        ["26"] = SqlStateMeaning.Unexpected, // invalid SQL statement name
        ["27"] = SqlStateMeaning.Unexpected, // triggered data change violation
        ["28"] = SqlStateMeaning.Unavailable, // invalid authorization specification: Jim itself cannot log in
        ["2B"] = SqlStateMeaning.Unexpected, // dependent privilege descriptors still exist
        ["2D"] = SqlStateMeaning.Unexpected, // invalid transaction termination
        ["2F"] = SqlStateMeaning.Unexpected, // SQL routine exception
        ["34"] = SqlStateMeaning.Unexpected, // invalid cursor name
        ["38"] = SqlStateMeaning.Unexpected, // external routine exception
        ["39"] = SqlStateMeaning.Unexpected, // external routine invocation exception
        ["3B"] = SqlStateMeaning.Unexpected, // savepoint exception
        ["3D"] = SqlStateMeaning.Unavailable, // invalid catalog name: the database is gone
        ["3F"] = SqlStateMeaning.SchemaChanged, // invalid schema name
        ["40"] = SqlStateMeaning.Conflict, // transaction rollback
        ["42"] = SqlStateMeaning.Unexpected, // syntax error or access rule violation
        ["44"] = SqlStateMeaning.Constraint, // with check option violation
        ["53"] = SqlStateMeaning.Unavailable, // insufficient resources
        ["54"] = SqlStateMeaning.Unexpected, // program limit exceeded
        ["55"] = SqlStateMeaning.Unexpected, // object not in prerequisite state
        ["57"] = SqlStateMeaning.Unavailable, // operator intervention
        ["58"] = SqlStateMeaning.Unexpected, // system error
        ["72"] = SqlStateMeaning.Conflict, // snapshot failure
        ["F0"] = SqlStateMeaning.Unexpected, // configuration file error
        ["HV"] = SqlStateMeaning.Unexpected, // foreign data wrapper error
        ["P0"] = SqlStateMeaning.Unexpected, // PL/pgSQL error
        ["XX"] = SqlStateMeaning.Unexpected, // internal error
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SqlStateMeaning> States = new Dictionary<string, SqlStateMeaning>
    {
        // After a failover the server may be a standby for a while.
        [PostgresErrorCodes.ReadOnlySqlTransaction] = SqlStateMeaning.Unavailable,
        ["25P03"] = SqlStateMeaning.Unavailable, // idle in transaction for too long
        ["25P04"] = SqlStateMeaning.Timeout, // a transaction that took too long, from PostgreSQL 17 on
        [PostgresErrorCodes.InsufficientPrivilege] = SqlStateMeaning.NotAuthorized,
        [PostgresErrorCodes.UndefinedTable] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.UndefinedColumn] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.UndefinedObject] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.UndefinedFunction] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.DatatypeMismatch] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.CannotCoerce] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.WrongObjectType] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.IndeterminateDatatype] = SqlStateMeaning.SchemaChanged,
        [PostgresErrorCodes.AmbiguousFunction] = SqlStateMeaning.SchemaChanged,
        ["428C9"] = SqlStateMeaning.SchemaChanged, // a value for a column that Postgres generates now
        [PostgresErrorCodes.SyntaxError] = SqlStateMeaning.InvalidValue, // of a tsvector, tsquery, jsonpath or ltree: Jim's SQL has none
        [PostgresErrorCodes.ObjectNotInPrerequisiteState] = SqlStateMeaning.NotReady,
        [PostgresErrorCodes.ProgramLimitExceeded] = SqlStateMeaning.InvalidValue, // a value too long for an index
        [PostgresErrorCodes.ObjectInUse] = SqlStateMeaning.Conflict,
        [PostgresErrorCodes.LockNotAvailable] = SqlStateMeaning.Conflict,
        ["55P04"] = SqlStateMeaning.Conflict, // a label of an enum whose transaction is not committed yet
        [PostgresErrorCodes.QueryCanceled] = SqlStateMeaning.Timeout,
        [PostgresErrorCodes.RaiseException] = SqlStateMeaning.Raised,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The classes of the table: the first two characters of a state.</summary>
    public static IEnumerable<string> KnownClasses => Classes.Keys;

    /// <summary>The meaning of a state alone; of a class that Postgres does not have: <see cref="SqlStateMeaning.Raised"/>.</summary>
    public static SqlStateMeaning Find(string state) =>
        States.TryGetValue(state, out var meaning) || (state.Length == 5 && Classes.TryGetValue(state[..2], out meaning))
            ? meaning
            : SqlStateMeaning.Raised;

    /// <summary>The meaning of a failure, of which also counts where in the server and in the team's own code it arose.</summary>
    public static SqlStateMeaning Find(PostgresException failure)
    {
        // "cached plan must not change result type": a column of a statement that the connection has prepared has another type now.
        if (failure is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" })
        {
            return SqlStateMeaning.SchemaChanged;
        }

        var meaning = Find(failure.SqlState);

        // "You are not logged in", as a team's function may say by 28000: Jim itself has logged in.
        if (meaning == SqlStateMeaning.Unavailable && failure.SqlState is ['2', '8', ..] && IsWrittenByRaise(failure))
        {
            return SqlStateMeaning.Raised;
        }

        if (meaning is SqlStateMeaning.Unexpected or SqlStateMeaning.InvalidValue or SqlStateMeaning.SchemaChanged
                or SqlStateMeaning.NotReady
            && IsWrittenByRaise(failure))
        {
            return SqlStateMeaning.Raised;
        }

        // What a function of the database refers to is the function's own fault.
        var isOwnFault = meaning is SqlStateMeaning.SchemaChanged or SqlStateMeaning.NotReady
            ? (failure.InternalQuery ?? failure.Where) is not null
            : failure is { SqlState: PostgresErrorCodes.SyntaxError, InternalQuery: not null };
        return isOwnFault ? SqlStateMeaning.Unexpected : meaning;
    }

    /// <summary>
    /// True for faults that may be of the moment: of the machine (class 58), of another server (HV) and Postgres' own (XX, which it also
    /// uses where two changed the same row of its catalog at once). The others lie in the statement or in the database's code.
    /// </summary>
    public static bool MayPass(string state) => state.Length == 5 && state[..2] is "58" or "HV" or "XX";

    /// <summary>
    /// True when the message is the text of a RAISE in the database's own code, and not one that imitates a constraint by its name.
    /// </summary>
    public static bool IsWrittenByRaise(PostgresException failure) =>
        Find(failure.SqlState) == SqlStateMeaning.Raised || failure is { Routine: RaiseRoutine, ConstraintName: null };
}
