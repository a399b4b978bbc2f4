using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

/// <summary>What is old is deleted a little at a time, and what is needed stays.</summary>
public sealed class TrimDutyTests(FilesWorld world) : FilesTests(world)
{
    private static readonly string[] Ended = ["succeeded", "failed", "cancelled", "dead"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await World.ExecuteAsync("delete from jim.jobs; delete from jim.events");
    }

    [Fact]
    public async Task Deletes_old_jobs_that_have_ended_and_no_others()
    {
        foreach (var state in (string[])[.. Ended, "queued", "running"])
        {
            await InsertJobsAsync(1, state, "8 days");
            await InsertJobsAsync(1, state, "6 days");
        }

        var (jobs, events) = await DeleteAsync();

        Assert.Equal((4L, 0L), (jobs, events));
        Assert.Equal(
            "cancelled 1, dead 1, failed 1, queued 2, running 2, succeeded 1",
            await World.ValueAsync<string>(
                "select string_agg(format('%s %s', state, n), ', ' order by state) from (select state::text, count(*) n from jim.jobs "
                + "group by 1) s"));
    }

    [Fact]
    public async Task Deletes_published_events_and_no_others()
    {
        await World.ExecuteAsync("""
            insert into jim.events (id, kind, subject, at, published_at)
            select gen_random_uuid(), 'k', 's', now() - interval '30 days', now() - p from unnest(array['8 days', '6 days', null]::interval[]) p
            """);

        Assert.Equal((0L, 1L), await DeleteAsync());
        Assert.Equal(2, await World.ValueAsync<long>("select count(*) from jim.events"));
    }

    /// <summary>It says why an upload was not stored, and which bytes of the spool belong to it.</summary>
    [Theory]
    [InlineData("staged", true)]
    [InlineData("storing", true)]
    [InlineData("failed", true)]
    [InlineData("stored", false)]
    [InlineData("deleted", false)]
    public async Task Keeps_the_job_of_an_upload_that_is_not_stored(string state, bool kept)
    {
        var file = await World.UploadAsync([1]);
        await World.ExecuteAsync($"""
            update jim.file_versions set state = '{state}' where id = '{file.VersionId}';
            update jim.jobs set state = 'dead', finished_at = now() - interval '8 days' where id = '{file.JobId}';
            delete from jim.events
            """);

        Assert.Equal((kept ? 0L : 1L, 0L), await DeleteAsync());
    }

    [Fact]
    public async Task Deletes_the_job_of_a_file_that_is_gone_and_one_whose_payload_cannot_be_read()
    {
        await World.ExecuteAsync("""
            insert into jim.jobs (kind, state, payload, finished_at)
            select 'file.store', 'failed', p, now() - interval '8 days' from unnest(array[
              '{}', '{"versionId": "------------------------------------"}', '{"versionId": 1}', '[]', '1',
              '{"versionId": "99999999-0000-4000-8000-000000000001"}']::jsonb[]) p
            """);

        Assert.Equal((6L, 0L), await DeleteAsync());
    }

    [Fact]
    public async Task Goes_on_batch_by_batch_past_rows_that_stay()
    {
        await InsertJobsAsync(25, "succeeded", "9 days");
        var file = await World.UploadAsync([1]);
        await World.ExecuteAsync($"""
            update jim.file_versions set state = 'failed' where id = '{file.VersionId}';
            update jim.jobs set state = 'dead', finished_at = now() - interval '10 days' where id = '{file.JobId}';
            delete from jim.events
            """);
        var pauses = 0;

        var (jobs, _) = await Rows().DeleteAsync(
            10,
            _ =>
            {
                pauses++;
                return Task.CompletedTask;
            },
            Ct);

        Assert.Equal((25L, 2), (jobs, pauses));
        Assert.Equal(1, await World.ValueAsync<long>("select count(*) from jim.jobs"));
    }

    [Fact]
    public async Task Counts_what_it_would_delete_and_deletes_none_of_it()
    {
        await InsertJobsAsync(3, "succeeded", "9 days");

        var (jobs, events) = await Rows().CountAsync(Ct);

        Assert.Equal((3L, 0L), (jobs.Count, events.Count));
        Assert.InRange(DateTimeOffset.UtcNow - jobs.Oldest!.Value, TimeSpan.FromDays(8.9), TimeSpan.FromDays(9.1));
        Assert.Null(events.Oldest);
        Assert.Equal(3, await World.ValueAsync<long>("select count(*) from jim.jobs"));
    }

    [Fact]
    public async Task Deletes_answers_of_keys_after_a_day_batch_by_batch()
    {
        await World.ExecuteAsync("""
            delete from jim.idempotency;
            insert into jim.idempotency (subject, key, field, digest, at)
            select 's', n::text, '', '', now() - case when n <= 25 then interval '25 hours' else interval '23 hours' end
            from generate_series(1, 30) n
            """);
        var pauses = 0;
        await Rows().DeleteAnswersAsync(
            10,
            _ =>
            {
                pauses++;
                return Task.CompletedTask;
            },
            Ct);

        Assert.Equal(2, pauses);
        Assert.Equal(5, await World.ValueAsync<long>("select count(*) from jim.idempotency"));
    }

    [Fact]
    public async Task Keeps_everything_where_it_is_told_to()
    {
        await InsertJobsAsync(3, "succeeded", "900 days");
        var rows = new OldRows(World.Gateway, World.JobsOptions with { KeepJobs = null, KeepEvents = null });

        Assert.Equal((0L, 0L), await rows.DeleteAsync(10, _ => Task.CompletedTask, Ct));
        Assert.Equal(0, (await rows.CountAsync(Ct)).Jobs.Count);
    }

    /// <summary>Among very many jobs the few old ones are found without reading the others.</summary>
    [Fact]
    public async Task Finds_old_rows_by_an_index()
    {
        await InsertJobsAsync(20_000, "succeeded", "1 day");
        await InsertJobsAsync(20_000, "queued", "9 days");
        await InsertJobsAsync(3, "succeeded", "9 days");
        await World.ExecuteAsync("analyze jim.jobs");

        var plan = await World.ValueAsync<string>("""
            explain (format json) select id from jim.jobs j
            where j.state not in ('queued', 'running') and coalesce(j.finished_at, j.updated_at) < now() - interval '7 days'
            order by coalesce(j.finished_at, j.updated_at), j.id limit 500
            """);
        Assert.Contains("jobs_ended_idx", plan, StringComparison.Ordinal);
        Assert.Equal((3L, 0L), await DeleteAsync());
    }

    private OldRows Rows() => new(World.Gateway, World.JobsOptions);

    private Task<(long Jobs, long Events)> DeleteAsync() => Rows().DeleteAsync(500, _ => Task.CompletedTask, Ct);

    private Task InsertJobsAsync(int count, string state, string age) => World.ExecuteAsync($"""
        insert into jim.jobs (kind, state, created_at, finished_at)
        select 'old', '{state}', now() - interval '{age}', case when '{state}' in ('queued', 'running') then null
          else now() - interval '{age}' end from generate_series(1, {count})
        """);
}
