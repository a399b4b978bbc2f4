using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Ends queued mutations and commands that have no effect yet. One that runs is ended too: its transaction fails when it would end the job.
/// Work of other kinds was promised to somebody, as the storing of an upload, and goes on.
/// </summary>
public sealed class JobCancellation(JobStore store, JobQueue queue)
{
    private const string CancelSql = $"""
        update jim.jobs set state = 'cancelled', finished_at = now(), lease_until = null
        where id = $1 and state in ('queued', 'running') and ($2 or owner_id = $3)
          and (kind in ('{JobQueue.MutationKind}', '{JobQueue.OrderedMutationKind}') or kind like '{JobQueue.CommandKindPrefix}%')
        returning lane
        """;

    /// <summary>
    /// Leaves the caller's role. Gives what follows the commit; null: it is no mutation or command that is open and that the caller may
    /// cancel.
    /// </summary>
    public async Task<Func<CancellationToken, Task>?> CancelAsync(NpgsqlConnection connection, Guid id, Caller caller)
    {
        await connection.ExecuteAsync([Claims.LeaveRole()], CancellationToken.None);
        await using var command = new NpgsqlCommand(CancelSql, connection)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = caller.Role == "jim_admin" },
                new() { Value = (object?)caller.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        if (!await reader.ReadAsync(CancellationToken.None))
        {
            return null;
        }

        var lane = reader.IsDBNull(0) ? null : reader.GetString(0);
        return _ => lane is null ? Task.CompletedTask : queue.HintNextAsync(store, lane);
    }
}
