using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>Queues jobs again that were given up.</summary>
public sealed class JobReplay(JobQueue queue)
{
    // The fence never goes back. What it has counted so far counts as waited, so that the job is not taken for one that kills its workers.
    private const string QueueSql = """
        update jim.jobs set state = 'queued', attempt = 0, run_at = now(), error = null, result = null, finished_at = null,
          lease_until = null, published_at = null, postponed = greatest(postponed, fence), postponed_since = null
        where id = $1 and state in ('dead', 'failed')
        returning kind, priority::text
        """;

    /// <summary>Null: there is no such job, or it was not given up. Leaves the caller's role.</summary>
    public static async Task<DueJob?> QueueAsync(NpgsqlConnection connection, Guid id)
    {
        await connection.ExecuteAsync([Claims.LeaveRole()], CancellationToken.None);
        await using var command = new NpgsqlCommand(QueueSql, connection) { Parameters = { new() { Value = id } } };
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        return await reader.ReadAsync(CancellationToken.None)
            ? new DueJob(id, reader.GetString(0), Enum.Parse<JobPriority>(reader.GetString(1), ignoreCase: true))
            : null;
    }

    /// <summary>Wakes a worker after the commit; if the message is lost, the sweeper sends another.</summary>
    public Task HintAsync(DueJob job, CancellationToken cancellationToken) =>
        queue.HintAsync(job, cancellationToken);
}
