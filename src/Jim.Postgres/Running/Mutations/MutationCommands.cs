using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// The SQL commands of one mutation field in the order in which they run, and the reading of their results. They fail where the write
/// writes no row.
/// </summary>
internal sealed class MutationCommands(MutationPlan plan, RunValues values, Caller caller)
{
    /// <param name="batch">Gets the commands.</param>
    /// <param name="commits">The commit follows in the same batch, so what is asked before it is asked here.</param>
    public void AddTo(NpgsqlBatch batch, bool commits)
    {
        foreach (var statement in new[]
        {
            plan.Before, plan.Write, commits ? plan.Settle : null, plan.After, commits ? plan.LateDemand : null,
        })
        {
            if (statement is not null)
            {
                batch.BatchCommands.Add(QueryRunner.Command(statement, values, caller));
            }
        }
    }

    /// <summary>
    /// Reads the results of these commands. The reader stands at the first of them, and afterwards at the row after the write.
    /// </summary>
    public async ValueTask<MutationReading> ReadAsync(NpgsqlDataReader reader)
    {
        byte[]? before = null;
        if (plan.Before is not null)
        {
            await reader.ReadAsync();
            before = reader.GetFieldValue<byte[]>(0);
            await reader.NextResultAsync();
        }

        if (plan.Write is not null)
        {
            await reader.NextResultAsync();
        }

        await reader.ReadAsync();
        var after = reader.GetFieldValue<byte[]>(0);
        return new MutationReading([], before, after, plan.Write is null ? 0 : 1, default);
    }
}
