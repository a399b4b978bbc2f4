using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// One mutation field as the statements of one transaction, in this order: checks, the row before the write (of a delete), the write, the
/// row after it. The runner puts begin and claims before them and commit after them, and sends all in one round trip.
/// </summary>
public sealed class MutationPlan
{
    /// <summary>The field's alias or name, for the paths of errors.</summary>
    public required string ResponseName { get; init; }

    /// <summary>True when the write changes a row that must exist, at the version that the client expects.</summary>
    public required bool FindsRow { get; init; }

    /// <summary>The table that is written.</summary>
    public required Relation Relation { get; init; }

    /// <summary>
    /// One row with a boolean for each of <see cref="References"/>: true when the caller sees the row that is pointed at. Null where there
    /// is nothing to check.
    /// </summary>
    public required SqlStatement? Checks { get; init; }

    /// <summary>The foreign keys that the input sets.</summary>
    public required ImmutableArray<ReferenceCheck> References { get; init; }

    /// <summary>True when the payload shows the row as it was before the write.</summary>
    public required bool ShowsRowBefore { get; init; }

    /// <summary>
    /// Reads the row as it was before the write; null where the payload shows it as it is afterwards, or does not show it.
    /// </summary>
    public required SqlStatement? Before { get; init; }

    /// <summary>The write itself; null for an update that changes nothing.</summary>
    public required SqlStatement? Write { get; init; }

    /// <summary>
    /// How the number of written rows is known: true when a SELECT around the write returns a row for each, false when Postgres tells it
    /// with the command's completion.
    /// </summary>
    public required bool WriteReturnsRows { get; init; }

    /// <summary>
    /// Reads the transaction's id, whether the caller sees the row and at which version, its key (see <see cref="AfterCells"/>), and the
    /// row for the payload.
    /// </summary>
    public required SqlStatement After { get; init; }

    /// <summary>The version that the client expects the row to have; null where it does not say.</summary>
    public required ValueSource? IfVersion { get; init; }

    /// <summary>The selected members of the payload, in the order of the selection.</summary>
    public required ImmutableArray<PayloadMember> Payload { get; init; }

    /// <summary>How many UUIDs Jim makes as keys in each run.</summary>
    public required int GeneratedKeys { get; init; }

    /// <summary>The GraphQL names that errors tell in the place of the database's.</summary>
    public required MutationNames Names { get; init; }

    /// <summary>The operation that has the field; the selection on typed errors is found in it when one has to be written.</summary>
    public required Operation Operation { get; init; }

    /// <summary>What happens where a non-null field of the payload has no value.</summary>
    public ErrorHandling ErrorHandling { get; init; }

    public required ObjectType PayloadType { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public Source Source => Operation.Document.Source;

    /// <summary>The field's place in the document.</summary>
    public required SourceRange Range { get; init; }
}

/// <summary>A foreign key that the input sets, and the input field of its first column that has one.</summary>
public sealed record ReferenceCheck(ForeignKey ForeignKey, string? InputField);

/// <summary>A member of the payload: the row, its errors, or the type's name.</summary>
/// <param name="Field">The member as it was selected.</param>
/// <param name="Row">How the row is written; null where the member is not the row.</param>
public sealed record PayloadMember(CollectedField Field, FieldShape<WireRow>? Row)
{
    public bool IsErrors => Field.Definition?.Binding is PayloadField { Errors: true };
}
