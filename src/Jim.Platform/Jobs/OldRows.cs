using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Jobs that have ended and events that were published, after the time for which they are kept. What is still needed is none of them: a job
/// that has not ended, the job of an upload whose version is not stored (it tells why), and an event that was not published.
/// </summary>
/// <remarks>
/// Rows are deleted in small batches, oldest first by an index, each batch in a transaction of its own, so that nobody waits for a lock and
/// live queries that read jobs hear of them a few at a time. A job that is kept is passed by: the next batch begins behind the last row
/// that was looked at.
/// </remarks>
public sealed class OldRows(NpgsqlDataSource dataSource, JobsOptions options)
{
    /// <summary>
    /// How long the answer to a request with an <c>Idempotency-Key</c> is kept. What is older is taken for absent until it is deleted.
    /// </summary>
    public static readonly TimeSpan KeepAnswers = TimeSpan.FromHours(24);

    /// <summary>How long it is known which tokens were revoked: longer than access tokens live.</summary>
    public static readonly TimeSpan KeepRevocations = TimeSpan.FromHours(24);

    private const string OldJobs = """
        select j.id, coalesce(j.finished_at, j.updated_at) as ended, j.kind = 'file.store' and exists (
            select from jim.file_versions v
            where v.id = case when j.payload ->> 'versionId' ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
                then (j.payload ->> 'versionId')::uuid end
              and v.state in ('receiving', 'staged', 'storing', 'failed')) as needed
        from jim.jobs j
        where j.state not in ('queued', 'running') and coalesce(j.finished_at, j.updated_at) < now() - $1
        """;

    private const string OldEvents = "select id, published_at from jim.events where published_at < now() - $1";

    // $2 and $3: the last row that was looked at.
    private const string DeleteJobs = $"""
        with batch as materialized (
          {OldJobs} and (coalesce(j.finished_at, j.updated_at), j.id) > ($2, $3)
          order by coalesce(j.finished_at, j.updated_at), j.id limit $4),
        gone as (
          delete from jim.jobs j using batch b where j.id = b.id and not b.needed and j.state not in ('queued', 'running') returning 1)
        select (select count(*) from gone), count(*) over (), ended, id from batch order by ended desc, id desc limit 1
        """;

    private const string DeleteEvents = $"""
        with batch as materialized ({OldEvents} and (published_at, id) > ($2, $3) order by published_at, id limit $4),
        gone as (delete from jim.events e using batch b where e.id = b.id returning 1)
        select (select count(*) from gone), count(*) over (), published_at, id from batch order by published_at desc, id desc limit 1
        """;

    private const string DeleteAnswers = """
        delete from jim.idempotency i using (
          select subject, key, field from jim.idempotency where at < now() - $1 order by at limit $2 for update skip locked) old
        where (i.subject, i.key, i.field) = (old.subject, old.key, old.field)
        """;

    private const string CountJobs = $"select count(*), min(ended) from ({OldJobs}) old where not needed";
    private const string CountEvents = $"select count(*), min(published_at) from ({OldEvents}) old";

    /// <summary>Deletes what is old, batch by batch. How many jobs and events there were.</summary>
    /// <param name="pauseAsync">Is awaited between two batches.</param>
    public async Task<(long Jobs, long Events)> DeleteAsync(
        int batchSize, Func<CancellationToken, Task> pauseAsync, CancellationToken cancellationToken) =>
        (await DeleteAsync(DeleteJobs, options.KeepJobs, batchSize, pauseAsync, cancellationToken),
            await DeleteAsync(DeleteEvents, options.KeepEvents, batchSize, pauseAsync, cancellationToken));

    /// <summary>Deletes the answers to requests with an <c>Idempotency-Key</c> that are not kept any longer, batch by batch.</summary>
    /// <param name="pauseAsync">Is awaited between two batches.</param>
    public async Task DeleteAnswersAsync(int batchSize, Func<CancellationToken, Task> pauseAsync, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var command = dataSource.CreateCommand(DeleteAnswers, KeepAnswers, (long)batchSize);
            if (await command.ExecuteNonQueryAsync(cancellationToken) < batchSize)
            {
                return;
            }

            await pauseAsync(cancellationToken);
        }
    }

    /// <summary>Deletes the revocations of tokens that have ended by themselves. They are few, and nobody waits for their locks.</summary>
    public async Task DeleteRevocationsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from jim.revocations where at < now() - $1", KeepRevocations);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What would be deleted now; nothing is changed.</summary>
    public async Task<(OldRowsCount Jobs, OldRowsCount Events)> CountAsync(CancellationToken cancellationToken) =>
        (await CountAsync(CountJobs, options.KeepJobs, cancellationToken),
            await CountAsync(CountEvents, options.KeepEvents, cancellationToken));

    private async Task<long> DeleteAsync(
        string sql, TimeSpan? kept, int batchSize, Func<CancellationToken, Task> pauseAsync, CancellationToken cancellationToken)
    {
        if (kept is not { } age)
        {
            return 0;
        }

        var total = 0L;
        var (lastTime, lastId) = (DateTime.UnixEpoch, Guid.Empty);
        while (true)
        {
            long looked;
            await using (var command = dataSource.CreateCommand(sql, age, lastTime, lastId, (long)batchSize))
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                if (!await reader.ReadAsync(cancellationToken))
                {
                    return total;
                }

                total += reader.GetInt64(0);
                looked = reader.GetInt64(1);
                (lastTime, lastId) = (reader.GetDateTime(2), reader.GetGuid(3));
            }

            if (looked < batchSize)
            {
                return total;
            }

            await pauseAsync(cancellationToken);
        }
    }

    private async Task<OldRowsCount> CountAsync(string sql, TimeSpan? kept, CancellationToken cancellationToken)
    {
        if (kept is not { } age)
        {
            return new OldRowsCount(0, null);
        }

        await using var command = dataSource.CreateCommand(sql, age);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OldRowsCount(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}

/// <summary>Rows that are old enough to be deleted.</summary>
/// <param name="Oldest">When the oldest of them ended; null: there are none.</param>
public sealed record OldRowsCount(long Count, DateTimeOffset? Oldest);
