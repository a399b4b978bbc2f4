using Jim.GraphQL.Errors;
using Jim.Postgres.Planning.Mutations;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// Errors that a mutation tells in its payload, told by the names that the client knows. They hold no stored values, and of the
/// database's words only those of a RAISE.
/// </summary>
internal static class TypedErrors
{
    /// <summary>The error as one of the answer's top-level <c>errors</c>, for a payload that does not declare its type.</summary>
    public static GraphQLError Untyped(TypedError error) => new(error.Message)
    {
        Code = error.Code,
        Extensions = error.SqlState is { } state ? [new("sqlState", state)] : [],
    };

    public static TypedError NotFound() => new("NotFoundError", "There is no such row, or none that the caller may see.", "JIM_NOT_FOUND");

    public static TypedError Stale() => new("StaleError", "The row has changed since that version.", "JIM_STALE", "ifVersion");

    /// <summary>
    /// The row that a foreign key points at is missing. A row that the caller may not see gives the very same error, so that nobody can
    /// find out that it exists.
    /// </summary>
    public static TypedError ForeignKey(string? field, string? constraint) =>
        new("ForeignKeyError", "The row that is pointed at does not exist.", "JIM_FOREIGN_KEY", field, constraint);

    /// <inheritdoc cref="RunErrors.Skipped"/>
    public static TypedError Skipped() => new("SkippedError", RunErrors.Skipped().Message, RunErrors.Skipped().Code!);

    /// <summary>The typed error for a constraint that is violated or a rule that says no (RAISE); null for any other failure.</summary>
    public static TypedError? Find(MutationPlan plan, PostgresException failure, Disclosure disclosure)
    {
        var message = PostgresFailure.FindRaisedMessage(failure, disclosure.RaisedMessages);
        return SqlStates.Find(failure) switch
        {
            SqlStateMeaning.Raised => Raised(failure, message),
            SqlStateMeaning.Constraint => Constraint(plan, failure, message, disclosure.Constraints ? failure.ConstraintName : null),
            SqlStateMeaning.Unexpected or SqlStateMeaning.InvalidValue or SqlStateMeaning.NotAuthorized or SqlStateMeaning.Conflict
                or SqlStateMeaning.SchemaChanged or SqlStateMeaning.Unavailable or SqlStateMeaning.Timeout
                or SqlStateMeaning.NotReady => null,
            var meaning => throw new InvalidOperationException($"No mutation knows what {meaning} is."),
        };
    }

    private static TypedError Raised(PostgresException failure, string? message)
    {
        var error = RunErrors.Raised(PostgresFailure.FindRaisedCode(failure.SqlState), failure.SqlState, message);
        return new("RaisedError", error.Message, error.Code!, SqlState: failure.SqlState);
    }

    private static TypedError? Constraint(MutationPlan plan, PostgresException failure, string? message, string? constraint) =>
        failure.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => new(
                "UniqueError", message ?? "A row with this value exists already.", "JIM_UNIQUE", UniqueField(plan, failure), constraint),
            PostgresErrorCodes.ForeignKeyViolation when !plan.ShowsRowBefore && Key(plan, failure) is { } key =>
                ForeignKey(plan.Names.FindField(key.Columns), constraint),
            PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation =>
                new("ForeignKeyError", message ?? "Other rows point at this one.", "JIM_FOREIGN_KEY", null, constraint),
            PostgresErrorCodes.NotNullViolation =>
                new("NotNullError", message ?? "A value is missing.", "JIM_NOT_NULL", ColumnField(plan, failure.ColumnName), null),
            _ => new(
                "CheckError", message ?? "A value is outside of what the table allows.", "JIM_CHECK", CheckField(plan, failure),
                constraint),
        };

    // A trigger that raises the error itself may write the table's name with its schema.
    private static bool IsOwn(MutationPlan plan, PostgresException failure) =>
        (failure.TableName == plan.Relation.Name && failure.SchemaName == plan.Relation.Schema)
            || failure.TableName == plan.Relation.ToString();

    private static ForeignKey? Key(MutationPlan plan, PostgresException failure) =>
        IsOwn(plan, failure) ? plan.Relation.ForeignKeys.FirstOrDefault(k => k.Name == failure.ConstraintName) : null;

    private static string? UniqueField(MutationPlan plan, PostgresException failure) =>
        IsOwn(plan, failure) && plan.Relation.UniqueKeys.FirstOrDefault(k => k.Name == failure.ConstraintName) is { } key
            ? plan.Names.FindField(key.Columns)
            : null;

    private static string? ColumnField(MutationPlan plan, string? column) =>
        column is not null && plan.Relation.Column(column) is { } found ? plan.Names.FindField(found) : null;

    // The catalog does not keep checks; Postgres names one after its column as table_column_check.
    private static string? CheckField(MutationPlan plan, PostgresException failure)
    {
        var prefix = plan.Relation.Name + "_";
        return failure.ConstraintName is { } name
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.LastIndexOf("_check", StringComparison.Ordinal) is > 0 and var end
            && end > prefix.Length
            ? ColumnField(plan, name[prefix.Length..end])
            : null;
    }
}
