using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>The SQL commands of one mutation field in the order in which they run, and the reading of their results.</summary>
internal sealed class MutationCommands
{
    private readonly MutationPlan _plan;
    private readonly NpgsqlBatchCommand? _write;
    private readonly List<NpgsqlBatchCommand> _commands = [];

    public MutationCommands(MutationPlan plan, RunValues values, Caller caller)
    {
        _plan = plan;
        Add(plan.Checks);
        Add(plan.Before);
        _write = Add(plan.Write);
        Add(plan.After);

        NpgsqlBatchCommand? Add(SqlStatement? statement)
        {
            if (statement is null)
            {
                return null;
            }

            var command = QueryRunner.Command(statement, values, caller);
            _commands.Add(command);
            return command;
        }
    }

    public void AddTo(NpgsqlBatch batch)
    {
        foreach (var command in _commands)
        {
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>
    /// Reads the results of these commands. Before the call the reader stands at the first of these results, after it at the last.
    /// </summary>
    public async ValueTask<MutationReading> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var checks = new bool[_plan.References.Length];
        if (_plan.Checks is not null)
        {
            await reader.ReadAsync(cancellationToken);
            for (var i = 0; i < checks.Length; i++)
            {
                checks[i] = reader.GetBoolean(i);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        byte[]? before = null;
        if (_plan.Before is not null)
        {
            await reader.ReadAsync(cancellationToken);
            before = reader.GetFieldValue<byte[]>(0);
            await reader.NextResultAsync(cancellationToken);
        }

        ulong written = 0;
        if (_plan.WriteReturnsRows)
        {
            written = await reader.ReadAsync(cancellationToken) ? 1u : 0u;
            await reader.NextResultAsync(cancellationToken);
        }

        await reader.ReadAsync(cancellationToken);
        var after = reader.GetFieldValue<byte[]>(0);
        if (_write is not null && !_plan.WriteReturnsRows)
        {
            written = (ulong)Math.Max(0, _write.RecordsAffected);
        }

        return new MutationReading(checks, before, after, written);
    }
}

/// <summary>What the commands of one field returned.</summary>
/// <param name="Checks">For each of the plan's reference checks: true when the caller may see the row that is pointed at.</param>
/// <param name="Before">
/// The row before the write, in binary form (see <see cref="Wire.WireRow"/>); null where the plan does not read it.
/// </param>
/// <param name="After">
/// The cells of <see cref="AfterCells"/>, the key and the payload's row after the write, in the same form.
/// </param>
/// <param name="Written">How many rows were inserted, updated or deleted.</param>
internal sealed record MutationReading(bool[] Checks, byte[]? Before, byte[] After, ulong Written);
