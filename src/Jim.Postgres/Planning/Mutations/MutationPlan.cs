using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// One mutation field as the statements of one transaction, in this order: the row before the write (of a delete), the write, the row after
/// it. The runner puts begin and claims before them and commit after them, and sends all in one round trip. Where the write does not write
/// its row, it fails and the transaction with it, and the runner tries again with more statements to find out why.
/// </summary>
public sealed class MutationPlan
{
    /// <summary>The field's alias or name, for the paths of errors.</summary>
    public required string ResponseName { get; init; }

    /// <summary>True when the write changes a row that must exist, at the version that the client expects.</summary>
    public required bool FindsRow { get; init; }

    /// <summary>The table that is written.</summary>
    public required Relation Relation { get; init; }

    /// <summary>The foreign keys that the input sets.</summary>
    public required ImmutableArray<ReferenceCheck> References { get; init; }

    /// <summary>True when the payload shows the row as it was before the write.</summary>
    public required bool ShowsRowBefore { get; init; }

    /// <summary>
    /// Reads the row as it was before the write; null where the payload shows it as it is afterwards, or does not show it.
    /// </summary>
    public required SqlStatement? Before { get; init; }

    /// <summary>
    /// The write, which fails with <see cref="Certainty.Mark"/> where it writes no row; null for an update that changes nothing.
    /// </summary>
    public required SqlStatement? Write { get; init; }

    /// <summary>The table has rules for writes, which do not take <see cref="Write"/>: only the second try can be run.</summary>
    public bool IsRuled => Write is not null && Relation.Ruled;

    /// <summary>Makes the statements of a second try, which finds out why no row was written.</summary>
    public required Func<SecondTry> PlanSecondTry { get; init; }

    /// <summary>
    /// The write asks for the right to read the key that Postgres makes, which a role that may only insert does not have.
    /// </summary>
    public required bool KeyIsTold { get; init; }

    /// <summary>
    /// One boolean for each of <see cref="LateReferences"/>, asked before the commit: the row pointed at is in the caller's sight. Null:
    /// nothing to check.
    /// </summary>
    public required SqlStatement? LateChecks { get; init; }

    /// <summary>Fails with <see cref="Certainty.Mark"/> unless all of <see cref="LateChecks"/> are true.</summary>
    public required SqlStatement? LateDemand { get; init; }

    /// <summary>The input fields that <see cref="LateChecks"/> is about.</summary>
    public required ImmutableArray<ReferenceCheck> LateReferences { get; init; }

    /// <summary>
    /// Runs the triggers that wait for the commit, which may change the row; null where the table has none. Not for a field among others.
    /// </summary>
    public required SqlStatement? Settle { get; init; }

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

/// <summary>What a second try runs besides the statements of the first.</summary>
/// <param name="Checks">
/// One boolean for each of <see cref="MutationPlan.References"/>: the row pointed at is in the caller's sight. Null: nothing to check.
/// </param>
/// <param name="Forget">Forgets what an earlier field of the transaction has left in settings.</param>
/// <param name="Write">The write, which may write nothing; null for an update that changes nothing.</param>
/// <param name="MeasureEffects">What triggers and rules did in place of the write, read before and after it.</param>
/// <param name="TellKey">As the login role: takes a key that Postgres made from what the change triggers noted. Null: they do not.</param>
public sealed record SecondTry(
    SqlStatement? Checks, SqlStatement Forget, SqlStatement? Write, SqlStatement MeasureEffects, SqlStatement? TellKey);

/// <summary>A foreign key that the input sets, and the input field of its first column that has one.</summary>
public sealed record ReferenceCheck(ForeignKey ForeignKey, string? InputField);

/// <summary>A member of the payload: the row, its errors, or the type's name.</summary>
/// <param name="Field">The member as it was selected.</param>
/// <param name="Row">How the row is written; null where the member is not the row.</param>
public sealed record PayloadMember(CollectedField Field, FieldShape<WireRow>? Row)
{
    public bool IsErrors => Field.Definition?.Binding is PayloadField { Errors: true };
}
