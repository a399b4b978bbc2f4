using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// A second try of a field whose first one was undone, because its write wrote no row or was not allowed to tell the key of its row; or the
/// only try where a table has rules. It takes more round trips, finds out what triggers, rules and policies did, and leaves it to the
/// caller to commit.
/// </summary>
internal sealed class CarefulWrite(MutationPlan plan, RunValues values, Caller caller, MutationContext context)
{
    // The row of the measuring statement, after that of the command that leaves the caller's role.
    private const int Measured = 1;
    private const int MeasuredAfterForget = Measured + 1;

    private readonly SecondTry _statements = plan.PlanSecondTry();

    /// <summary>True for failures of the first try that do not say what becomes of the field.</summary>
    public static bool IsCalledFor(MutationPlan plan, PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.InvalidTextRepresentation => failure.MessageText.Contains(Certainty.Mark, StringComparison.Ordinal),

        // RETURNING asks for the right to read the row at the moment of its insert.
        PostgresErrorCodes.InsufficientPrivilege => plan.KeyIsTold && !SqlStates.IsWrittenByRaise(failure),

        _ => false,
    };

    /// <summary>Runs the field within a transaction that stays open.</summary>
    /// <param name="prologue">Commands that begin the transaction, or undo the first try.</param>
    public async ValueTask<MutationReading> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand[] prologue)
    {
        if (prologue.Length > 0)
        {
            await RunAllAsync(connection, prologue);
        }

        var begun = await RunAllAsync(
            connection, [.. Commands(_statements.Checks, _statements.Forget), .. Measure(), .. Commands(plan.Before)]);
        var written = await WriteAsync(connection);
        if (_statements.TellKey is not null)
        {
            NpgsqlBatchCommand[] telling =
                [Claims.LeaveRole(), .. Commands(_statements.TellKey), Claims.Command(caller, context.Job)];
            await RunAllAsync(connection, telling);
        }

        var ended = await RunAllAsync(connection, [.. Measure(), .. Commands(plan.Before, plan.After)]);
        var checks = _statements.Checks is null ? [] : begun[0].Select(value => (bool)value).ToArray();
        var shown = plan.Before is null ? null : (byte[])(written > 0 ? begun[^1] : ended[^2])[0];
        var effect = WriteEffect.Compare(begun[(_statements.Checks is null ? 0 : 1) + MeasuredAfterForget], ended[Measured]);
        return new MutationReading(checks, shown, (byte[])ended[^1][0], written, effect);
    }

    /// <summary>What is measured, between the commands that change the role; each of the three gives a row.</summary>
    private IEnumerable<NpgsqlBatchCommand> Measure() =>
        [Claims.LeaveRole(), .. Commands(_statements.MeasureEffects), Claims.Command(caller, context.Job)];

    private IEnumerable<NpgsqlBatchCommand> Commands(params IEnumerable<SqlStatement?> statements) =>
        statements.OfType<SqlStatement>().Select(statement => QueryRunner.Command(statement, values, caller));

    /// <summary>How many rows the statement says that it wrote. It runs alone: a rule may make rows of it that nobody expects.</summary>
    private async ValueTask<int> WriteAsync(NpgsqlConnection connection)
    {
        if (_statements.Write is not { } write)
        {
            return 0;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(QueryRunner.Command(write, values, caller));
        return Math.Max(0, await batch.ExecuteNonQueryAsync());
    }

    /// <summary>Runs commands in one round trip; the first row of each that has one.</summary>
    private static async ValueTask<List<object[]>> RunAllAsync(
        NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands)
    {
        await using var batch = new NpgsqlBatch(connection).With(commands);
        var rows = new List<object[]>();
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            if (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync());

        return rows;
    }
}
