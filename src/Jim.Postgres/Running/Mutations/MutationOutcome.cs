using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Wire;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>Whether a mutation field succeeded, and its answer, decided from what its statements returned.</summary>
/// <param name="Value">The payload, or no value but top-level errors.</param>
/// <param name="Succeeded">
/// False when the field failed. A transaction of several fields is then rolled back; alone, the field has written nothing.
/// </param>
/// <param name="Xid">The transaction's id; null when it has written nothing.</param>
/// <param name="Touched">The row that the field wrote; empty when it failed.</param>
internal sealed record MutationOutcome(CompletedValue Value, bool Succeeded, ulong? Xid, ImmutableArray<TouchedRow> Touched)
{
    public static MutationOutcome Judge(MutationPlan plan, MutationReading reading, RunValues values, bool tellConstraint)
    {
        Span<int> cells = new int[WireRow.RoomFor(reading.After)];
        var after = new WireRow(reading.After, cells);
        if (Errors(plan, reading, after, values, tellConstraint) is { IsEmpty: false } errors)
        {
            return Failed(PayloadWriter.Failure(plan, errors, values.Variables, plan.PayloadType));
        }

        if (plan.Write is not null && reading.Written == 0)
        {
            // The caller may see the row and it has the expected version. That it was not written can then only be due to a row level
            // security policy for this kind of write.
            return Failed(PayloadWriter.Refusal(plan, RunErrors.NotAuthorized()));
        }

        var row = plan.ShowsRowBefore ? reading.Before : reading.After;
        var payload = PayloadWriter.Success(plan, row, plan.PayloadType);
        return new MutationOutcome(payload, true, ReadXid(after), [new TouchedRow(plan.Relation, ReadKey(plan, after))]);
    }

    /// <summary>
    /// The outcome where Postgres refused a statement of the field. A failure that is not the field's, such as a lost connection or a
    /// timeout, is thrown.
    /// </summary>
    public static MutationOutcome Judge(
        MutationPlan plan, Exception failure, VariableValues variables, bool tellConstraint, CancellationToken cancellationToken)
    {
        if (failure is PostgresException refused && TypedErrors.Find(plan, refused, tellConstraint) is { } error)
        {
            return Failed(PayloadWriter.Failure(plan, [error], variables, plan.PayloadType));
        }

        if (failure is PostgresException && PostgresFailure.ToException(failure, cancellationToken) is StatementFailedException known)
        {
            return Failed(PayloadWriter.Refusal(plan, [.. known.Errors])) with { Cause = known };
        }

        throw PostgresFailure.ToException(failure, cancellationToken);
    }

    /// <summary>The outcome of a field that is undone because another field of the same transaction failed.</summary>
    public static MutationOutcome RolledBack(MutationPlan plan) => Failed(PayloadWriter.Refusal(plan, RunErrors.RolledBack()));

    /// <summary>
    /// Why Postgres refused a statement, for the log; null where nothing was refused, or where the typed error says why.
    /// </summary>
    public Exception? Cause { get; init; }

    private static MutationOutcome Failed(CompletedValue value) => new(value, false, null, []);

    private static ImmutableArray<TypedError> Errors(
        MutationPlan plan, MutationReading reading, WireRow after, RunValues values, bool tellConstraint)
    {
        var references = plan.References
            .Where((_, i) => !reading.Checks[i])
            .Select(r => TypedErrors.ForeignKey(r.InputField, tellConstraint ? r.ForeignKey.Name : null))
            .ToImmutableArray();
        if (!plan.FindsRow)
        {
            return references;
        }

        if (after.IsNull(AfterCells.Seen))
        {
            return reading.Written > 0 ? [] : [TypedErrors.NotFound()];
        }

        var version = BinaryPrimitives.ReadInt64BigEndian(after[AfterCells.Seen]);
        var isStale = reading.Written == 0
            && plan.IfVersion?.Read(values) is { } wanted
            && Convert.ToInt64(wanted, CultureInfo.InvariantCulture) != version;
        return isStale ? [TypedErrors.Stale()] : references;
    }

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
