using System.Text.Json;
using Jim.Postgres.Running;
using Npgsql;
using NpgsqlTypes;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>
/// Reads and changes rows of <c>jim.jobs</c>, as the login role. Every change names the fence of the claim, so that of two workers that
/// have claimed a job only the later one can change it. Throws <see cref="NpgsqlException"/> where Postgres does not answer.
/// </summary>
public sealed class JobStore(NpgsqlDataSource dataSource, JobsOptions options)
{
    private const string ClaimSql = """
        update jim.jobs set
          attempt = attempt + (state = 'queued')::int, state = 'running', fence = fence + 1, lease_until = now() + $2, progress = null
        where id = coalesce((
            select first.id from jim.jobs own join jim.jobs first on first.lane = own.lane and first.state in ('queued', 'running')
            where own.id = $1 order by first.number limit 1), $1)
          and (state = 'queued' and run_at <= now() or state = 'running' and lease_until < now())
        returning id, kind, priority::text, payload, owner_id, caller, attempt, attempts_max, fence, postponed, now() - postponed_since, lane
        """;

    private const string NextSql = """
        select id, kind, priority::text from jim.jobs where id = (
            select id from jim.jobs where lane = $1 and state in ('queued', 'running') order by number limit 1)
          and state = 'queued' and run_at <= now()
        """;

    private const string RenewSql =
        "update jim.jobs set lease_until = now() + $3 where id = $1 and fence = $2 and state = 'running'";

    private const string RetrySql = """
        update jim.jobs set state = 'queued', run_at = now() + $4, error = $3, lease_until = null, published_at = null,
          postponed_since = null
        where id = $1 and fence = $2 and state = 'running'
        """;

    private const string PostponeSql = """
        update jim.jobs set state = 'queued', run_at = now() + $4, error = $3, lease_until = null, published_at = null,
          attempt = attempt - 1, postponed = postponed + 1, postponed_since = coalesce(postponed_since, now())
        where id = $1 and fence = $2 and state = 'running'
        """;

    private const string ReleaseSql = """
        update jim.jobs set state = 'queued', attempt = attempt - 1, run_at = now(), lease_until = null, published_at = null
        where id = $1 and fence = $2 and state = 'running'
        """;

    private const string ProgressSql = "update jim.jobs set progress = $3 where id = $1 and fence = $2 and state = 'running'";

    private const string LostSql = """
        select r.id, r.fence from unnest($1, $2) r (id, fence)
        join jim.jobs j on j.id = r.id and (j.state = 'cancelled' or j.fence > r.fence)
        """;

    private const string ForgetSql =
        "update jim.jobs set published_at = null where state = 'queued' and run_at <= now() and published_at is not null";

    private const string DueSql = """
        select id, kind, priority::text from jim.jobs j
        where (state = 'queued' and run_at <= now()
              and (published_at is null and (run_at > created_at or created_at < now() - $2) or published_at < now() - $1)
            or state = 'running' and lease_until < now()
              and (published_at is null or published_at < lease_until or published_at < now() - $1))
          and not exists (
            select from jim.jobs e where e.lane = j.lane and e.number < j.number and e.state in ('queued', 'running'))
        order by priority, run_at limit $3
        """;

    /// <summary>
    /// Claims the job for this worker; in a lane the first one that has not ended. Null: it is not due, is running elsewhere, or has ended.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such row.</exception>
    public async Task<JobRow?> ClaimAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql, id, options.Lease);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                return Read(reader);
            }
        }

        await using var exists = dataSource.CreateCommand("select from jim.jobs where id = $1", id);
        await using var found = await exists.ExecuteReaderAsync(cancellationToken);
        return await found.ReadAsync(cancellationToken) ? null : throw new KeyNotFoundException("There is no such job.");
    }

    /// <summary>The job of the lane that can run now, after one before it has ended; null: none can.</summary>
    public async Task<DueJob?> FindNextAsync(string lane, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(NextSql, lane);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadDue(reader) : null;
    }

    /// <summary>Prolongs the lease. False: the job was cancelled or belongs to another worker now.</summary>
    public async Task<bool> RenewAsync(JobRow job, CancellationToken cancellationToken) =>
        await ExecuteAsync(RenewSql, [job.Id, job.Fence, options.Lease], cancellationToken) > 0;

    /// <summary>Sets what the job's field <c>progress</c> shows, from 0 to 1.</summary>
    public Task ProgressAsync(JobRow job, double progress, CancellationToken cancellationToken) =>
        ExecuteAsync(ProgressSql, [job.Id, job.Fence, Math.Clamp(progress, 0, 1)], cancellationToken);

    /// <summary>Of these claims those whose job was cancelled, or claimed again.</summary>
    public async Task<IReadOnlyList<(Guid Id, long Fence)>> FindLostAsync(IReadOnlyCollection<(Guid Id, long Fence)> claims)
    {
        var lost = new List<(Guid, long)>();
        await using var command = dataSource.CreateCommand(
            LostSql, claims.Select(c => c.Id).ToArray(), claims.Select(c => c.Fence).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lost.Add((reader.GetGuid(0), reader.GetInt64(1)));
        }

        return lost;
    }

    /// <summary>Marks the job succeeded. Throws an exception of <see cref="JobCommit.IsStale"/> when the fence is old.</summary>
    public Task SucceedAsync(JobRow job, string? result, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(JobCommit.Commands(job.Id, job.Fence, result), cancellationToken);

    /// <summary>Queues the job again, to run after the delay; does nothing when the fence is old.</summary>
    public Task RetryAsync(JobRow job, GraphQLError error, TimeSpan delay, CancellationToken cancellationToken) =>
        ExecuteAsync(RetrySql, [job.Id, job.Fence, Json(error), delay], cancellationToken);

    /// <summary>As <see cref="RetryAsync"/>, without using up an attempt.</summary>
    public Task PostponeAsync(JobRow job, GraphQLError error, TimeSpan delay, CancellationToken cancellationToken) =>
        ExecuteAsync(PostponeSql, [job.Id, job.Fence, Json(error), delay], cancellationToken);

    /// <summary>
    /// Marks the job failed or dead, together with other statements. Throws an exception of <see cref="JobCommit.IsStale"/>, without any
    /// effect, when the fence is old.
    /// </summary>
    /// <param name="state"><c>failed</c> or <c>dead</c>.</param>
    public Task GiveUpAsync(
        JobRow job, string state, GraphQLError error, IEnumerable<NpgsqlBatchCommand> alongside, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync([JobCommit.End(job.Id, job.Fence, state, null, JobErrors.Write(error)), .. alongside], cancellationToken);

    /// <summary>Queues the job again because the process stops, without using up an attempt; does nothing when the fence is old.</summary>
    public Task ReleaseAsync(JobRow job, CancellationToken cancellationToken) =>
        ExecuteAsync(ReleaseSql, [job.Id, job.Fence], cancellationToken);

    /// <summary>
    /// Jobs that could run now but that no message will bring to a worker, most urgent first; at most <paramref name="limit"/>.
    /// </summary>
    public async Task<IReadOnlyList<DueJob>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        var due = new List<DueJob>();
        await using var command = dataSource.CreateCommand(DueSql, options.Resend, options.PublishGrace, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(ReadDue(reader));
        }

        return due;
    }

    /// <summary>Records that a message was sent just now for each of these jobs.</summary>
    public Task PublishedAsync(Guid[] ids, CancellationToken cancellationToken) =>
        ExecuteAsync("update jim.jobs set published_at = now() where id = any($1)", [ids], cancellationToken);

    /// <summary>
    /// Forgets which messages were sent, so that the sweeper sends them again. A new leader does so, because it cannot know whether the
    /// broker still has them.
    /// </summary>
    public Task ForgetPublishedAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(ForgetSql, [], cancellationToken);

    private static DueJob ReadDue(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetString(1), Enum.Parse<JobPriority>(reader.GetString(2), ignoreCase: true));

    private static JobRow Read(NpgsqlDataReader reader)
    {
        using var payload = JsonDocument.Parse(reader.GetString(3));
        return new JobRow(
            reader.GetGuid(0),
            reader.GetString(1),
            Enum.Parse<JobPriority>(reader.GetString(2), ignoreCase: true),
            payload.RootElement.Clone(),
            reader.IsDBNull(4) ? null : reader.GetGuid(4),
            reader.IsDBNull(5) ? null : JobCaller.Read(reader.GetString(5)),
            reader.GetInt32(6),
            reader.GetInt32(7),
            reader.GetInt64(8))
        {
            Postponements = reader.GetInt32(9),
            Waited = reader.IsDBNull(10) ? null : reader.GetTimeSpan(10),
            Lane = reader.IsDBNull(11) ? null : reader.GetString(11),
        };
    }

    private static NpgsqlParameter Json(GraphQLError error) =>
        new() { Value = JobErrors.Write(error), NpgsqlDbType = NpgsqlDbType.Json };

    private async Task<int> ExecuteAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
