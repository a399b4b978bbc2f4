using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;

namespace Jim.Postgres.Running.Mutations;

/// <summary>The result of one mutation field.</summary>
/// <param name="Value">The payload as JSON, with the errors of its fields; without bytes where there are only top-level errors.</param>
/// <param name="Committed">False when nothing was written, because of a typed error or a refusal.</param>
/// <param name="PgSnapshotText"><c>pg_current_snapshot()</c> taken after the commit, for the cursor; null when not committed.</param>
/// <param name="Xid">The transaction's id; null when it wrote nothing.</param>
/// <param name="Touched">The rows that the field itself wrote; triggers and cascades are in <c>jim.change</c>.</param>
public sealed record MutationResult(
    CompletedValue Value, bool Committed, string? PgSnapshotText, ulong? Xid, ImmutableArray<TouchedRow> Touched)
{
    /// <summary>
    /// Why the field failed, typed errors as top-level ones; empty where it was written, or rolled back because of another field.
    /// </summary>
    public ImmutableArray<GraphQLError> Reasons { get; init; } = [];

    /// <summary>What Postgres refused, for the log; null: nothing, or a typed error tells it.</summary>
    public StatementFailedException? Cause { get; init; }
}

/// <summary>
/// A row that was written, told by its relation and the values of its key as texts, in the order of <see cref="Relation.Key"/>. The key is
/// empty where Postgres made it and the role may not read it.
/// </summary>
public sealed record TouchedRow(Relation Relation, ImmutableArray<string> Key);
