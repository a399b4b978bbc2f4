using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Sql;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// One mutation field as the statements of one transaction: checks, the row before (of a delete), the write, the row after. Between them
/// the runner puts begin, claims and commit, all in one round trip.
/// </summary>
public sealed class MutationPlan
{
    public required string ResponseName { get; init; }

    /// <summary>The write changes a row that must be there, at the version that the client expects.</summary>
    public required bool FindsRow { get; init; }

    public required Relation Relation { get; init; }

    /// <summary>
    /// One boolean for each of <see cref="References"/>: the row pointed at is in the caller's sight. Null: nothing to check.
    /// </summary>
    public required SqlStatement? Checks { get; init; }

    /// <summary>The input fields that point at other rows.</summary>
    public required ImmutableArray<ReferenceCheck> References { get; init; }

    /// <summary>The payload shows the row as it was before the write.</summary>
    public required bool ShowsRowBefore { get; init; }

    /// <summary>The row as it was, where the payload shows it so and asks for it.</summary>
    public required SqlStatement? Before { get; init; }

    /// <summary>The write itself; null for an update that changes nothing.</summary>
    public required SqlStatement? Write { get; init; }

    /// <summary>How the write's row count is told: as rows of a SELECT around it, or by the command itself.</summary>
    public required bool WriteReturnsRows { get; init; }

    /// <summary>The transaction's id, whether the row is in sight and at which version, its key, and the row for the payload.</summary>
    public required SqlStatement After { get; init; }

    /// <summary>The version that the client asked for.</summary>
    public required ValueSource? IfVersion { get; init; }

    public required ImmutableArray<PayloadMember> Payload { get; init; }

    /// <summary>Keys for the gateway to make in each run.</summary>
    public required int GeneratedKeys { get; init; }

    /// <summary>Finds the input field of a column and the selection of typed errors.</summary>
    public required MutationNames Names { get; init; }

    public required Operation Operation { get; init; }

    /// <summary>What becomes of a null in the payload that may not be one.</summary>
    public ErrorHandling ErrorHandling { get; init; }

    public required ObjectType PayloadType { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public Source Source => Operation.Document.Source;

    public required SourceRange Range { get; init; }
}

/// <summary>A foreign key set by the input.</summary>
public sealed record ReferenceCheck(ForeignKey ForeignKey, string? InputField);

/// <summary>A member of the payload: the row, its errors, or the type's name.</summary>
/// <param name="Row">The shape, when it is the row.</param>
public sealed record PayloadMember(CollectedField Field, FieldShape<WireRow>? Row)
{
    public bool IsErrors => Field.Definition?.Binding is PayloadField { Errors: true };
}
