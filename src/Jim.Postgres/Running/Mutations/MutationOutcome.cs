using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Wire;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>Whether a mutation field succeeded, and its answer, decided from what its statements returned.</summary>
/// <param name="Value">The payload, or no value but top-level errors.</param>
/// <param name="Reasons">Why the field failed and nothing of it may be kept, as top-level errors; empty: it succeeded.</param>
/// <param name="Xid">The transaction's id; null when it has written nothing.</param>
/// <param name="Touched">The row that the field wrote; empty when it failed.</param>
internal sealed record MutationOutcome(
    CompletedValue Value, ImmutableArray<GraphQLError> Reasons, ulong? Xid, ImmutableArray<TouchedRow> Touched)
{
    public bool Succeeded => Reasons.IsEmpty;

    /// <summary>A field of C# code that did not run or was rolled back with the others.</summary>
    public static MutationOutcome Nothing { get; } = new(new CompletedValue(default, []), [], null, []);

    /// <summary>
    /// Why Postgres refused a statement, for the log; null where nothing was refused, or where the typed error says why.
    /// </summary>
    public StatementFailedException? Cause { get; private init; }

    public static MutationOutcome Judge(MutationPlan plan, MutationReading reading, RunValues values, Disclosure disclosure)
    {
        Span<int> cells = new int[WireRow.RoomFor(reading.After)];
        var after = new WireRow(reading.After, cells);
        if (reading.Written > 1 && plan.Relation.Key is { Declared: true })
        {
            return Refused(plan, RunErrors.AmbiguousKey());
        }

        var references = FindReferenceErrors(plan.References, reading.Checks, disclosure);
        if (FindErrors(plan, reading, after, values, references) is not { } errors)
        {
            return Refused(plan, RunErrors.NotAuthorized());
        }

        if (!errors.IsEmpty)
        {
            return Failed(plan, errors, values.Variables);
        }

        var payload = PayloadWriter.Success(plan, plan.ShowsRowBefore ? reading.ShownBefore : reading.After, plan.PayloadType);
        return new MutationOutcome(payload, [], ReadXid(after), [new TouchedRow(plan.Relation, ReadKey(plan, after))]);
    }

    /// <summary>What is pointed at is not there at the end of the transaction; null: it is.</summary>
    public static MutationOutcome? JudgeLate(MutationPlan plan, bool[] checks, VariableValues variables, Disclosure disclosure) =>
        FindReferenceErrors(plan.LateReferences, checks, disclosure) is { IsEmpty: false } errors ? Failed(plan, errors, variables) : null;

    /// <summary>
    /// The outcome where Postgres refused a statement of the field. A failure that is not the field's, such as a lost connection or a
    /// timeout, is thrown.
    /// </summary>
    public static MutationOutcome Judge(
        MutationPlan plan, Exception failure, VariableValues variables, Disclosure disclosure, CancellationToken cancellationToken)
    {
        if (failure is PostgresException refused && TypedErrors.Find(plan, refused, disclosure) is { } error)
        {
            return Failed(plan, [error], variables);
        }

        var translated = PostgresFailure.ToException(failure, cancellationToken, disclosure.RaisedMessages);
        return translated is StatementFailedException known
            ? Refused(plan, [.. known.Errors]) with { Cause = known }
            : throw translated;
    }

    /// <summary>The same of a field of C# code.</summary>
    public static MutationOutcome JudgeJoined(Exception failure, Disclosure disclosure, CancellationToken cancellationToken)
    {
        var translated = PostgresFailure.ToException(failure, cancellationToken, disclosure.RaisedMessages);
        return translated is StatementFailedException known
            ? Nothing with { Reasons = [.. known.Errors], Cause = known }
            : throw translated;
    }

    /// <summary>The outcome of a field that is undone because another field of the same transaction failed.</summary>
    public static MutationOutcome RolledBack(MutationPlan plan) => Refused(plan, RunErrors.RolledBack());

    /// <summary>
    /// The same among other fields, which answer null because they were rolled back. Where that empties the whole of <c>data</c>, the typed
    /// errors are told beside it too.
    /// </summary>
    public MutationOutcome AmongOthers(MutationPlan plan) => plan.ErrorHandling == ErrorHandling.Propagate && Value.Errors.Count == 0
        ? this with { Value = Value with { Errors = Reasons } }
        : this;

    /// <param name="snapshot">After the commit; null: nothing was kept.</param>
    public MutationResult ToResult(string? snapshot) => snapshot is not null && Succeeded
        ? new MutationResult(Value, true, snapshot, Xid, Touched)
        : new MutationResult(Value, false, null, null, []) { Reasons = Reasons, Cause = Cause };

    private static MutationOutcome Failed(MutationPlan plan, ImmutableArray<TypedError> errors, VariableValues variables) => new(
        PayloadWriter.Failure(plan, errors, variables, plan.PayloadType),
        PayloadWriter.Place(plan, [.. errors.Select(TypedErrors.Untyped)]), null, []);

    private static MutationOutcome Refused(MutationPlan plan, params ImmutableArray<GraphQLError> errors) =>
        new(PayloadWriter.Refusal(plan, errors), PayloadWriter.Place(plan, errors), null, []);

    private static ImmutableArray<TypedError> FindReferenceErrors(
        ImmutableArray<ReferenceCheck> references, bool[] checks, Disclosure disclosure) =>
    [
        .. references.Where((_, i) => i < checks.Length && !checks[i])
            .Select(r => TypedErrors.ForeignKey(r.InputField, disclosure.Constraints ? r.ForeignKey.Name : null)),
    ];

    /// <summary>
    /// Empty: the field succeeded, because the statement wrote its row, or because a trigger or rule did something in its place. Null: a
    /// policy of the write says no.
    /// </summary>
    private static ImmutableArray<TypedError>? FindErrors(
        MutationPlan plan, MutationReading reading, WireRow after, RunValues values, ImmutableArray<TypedError> references)
    {
        if (reading.Written > 0)
        {
            return references;
        }

        var effect = reading.Effect;
        if (!plan.FindsRow)
        {
            return !references.IsEmpty || effect.WroteAny ? references : [TypedErrors.Skipped()];
        }

        if (after.IsNull(AfterCells.Seen))
        {
            return effect is { FoundRow: true, WroteAny: true } ? [] : [TypedErrors.NotFound()];
        }

        if (!effect.WroteTable && IsStale(plan, after, values))
        {
            return [TypedErrors.Stale()];
        }

        if (!references.IsEmpty || plan.Write is null || effect.WroteTable)
        {
            return references;
        }

        return effect.FoundRow ? [TypedErrors.Skipped()] : null;
    }

    private static bool IsStale(MutationPlan plan, WireRow after, RunValues values) =>
        plan.IfVersion?.Read(values) is { } wanted
        && Convert.ToInt64(wanted, CultureInfo.InvariantCulture) != BinaryPrimitives.ReadInt64BigEndian(after[AfterCells.Seen]);

    private static ulong? ReadXid(WireRow after) =>
        after.IsNull(AfterCells.Xid) ? null : ulong.Parse(Encoding.ASCII.GetString(after[AfterCells.Xid]), CultureInfo.InvariantCulture);

    private static ImmutableArray<string> ReadKey(MutationPlan plan, WireRow after)
    {
        var key = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < plan.Relation.Key!.Columns.Length; i++)
        {
            if (after.IsNull(AfterCells.Key + i))
            {
                return [];
            }

            key.Add(Encoding.UTF8.GetString(after[AfterCells.Key + i]));
        }

        return key.ToImmutable();
    }
}
