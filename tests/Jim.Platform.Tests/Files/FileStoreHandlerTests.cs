using Jim.Platform.Files;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Npgsql;

namespace Jim.Platform.Tests.Files;

public sealed class FileStoreHandlerTests(FilesWorld world) : FilesTests(world)
{
    public static TheoryData<string> UploadSteps => [Steps.Authorize, Steps.Spool, Steps.Stage, Steps.Hint];

    public static TheoryData<string> StoreSteps => [Steps.Claim, Steps.Put, Steps.Verify, Steps.Commit, Steps.Clean];

    [Fact]
    public async Task Stores_a_staged_file_and_empties_the_spool()
    {
        var bytes = FilesWorld.Bytes(100_000);

        var file = await World.StoreAsync(bytes, target: FilesWorld.To(World.AlicesDocument));

        await StoredOnceAsync(file, bytes);
        Assert.False(await SpoolHoldsAsync(file.VersionId));
        Assert.Equal(1, await World.ValueAsync<int>($"select attempt from jim.jobs where id = '{file.JobId}'"));
        Assert.Equal(
            "ok disk",
            await World.ValueAsync<string>($"select state || ' ' || target from jim.replicas where version_id = '{file.VersionId}'"));
        Assert.Equal(1, await World.ValueAsync<long>(
            $"select count(*) from public.document_events where kind = 'file_stored' and payload ->> 'fileId' = '{file.FileId}'"));
    }

    [Fact]
    public async Task Stores_an_empty_file()
    {
        var file = await World.StoreAsync([]);

        Assert.Empty(await World.DownloadAsync(file.FileId));
    }

    [Theory]
    [MemberData(nameof(StoreSteps))]
    public async Task Stores_exactly_once_when_the_worker_is_killed_after(string step)
    {
        var bytes = FilesWorld.Bytes(1000);
        var file = await World.UploadAsync(bytes);
        var job = (await World.Jobs.ClaimAsync(file.JobId, Ct))!;

        Assert.True(await StepBomb.KillsAsync(step, () => World.Handler().RunAsync(job, CancellationToken.None)));
        await World.LapseAsync(file.JobId);
        await World.Runner().RunAsync(file.JobId, Ct);

        await StoredOnceAsync(file, bytes);
    }

    [Theory]
    [MemberData(nameof(UploadSteps))]
    public async Task An_upload_is_there_or_not_when_the_gateway_is_killed_after(string step)
    {
        var bytes = FilesWorld.Bytes(1000);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

        Assert.True(await StepBomb.KillsAsync(step, () => World.UploadAsync(bytes)));
        var files = await World.ValueAsync<long>($"select count(*) from jim.files where sha256 = '{hash}'");

        Assert.Equal(step is Steps.Stage or Steps.Hint ? 1 : 0, files);
        if (files == 1)
        {
            var jobId = await World.ValueAsync<Guid>($"""
                select j.id from jim.jobs j join jim.files f on f.current_version::text = j.payload ->> 'versionId'
                where f.sha256 = '{hash}'
                """);
            Assert.Contains(await World.Jobs.DueAsync(1000, Ct), d => d.Id == jobId);
            await World.Runner().RunAsync(jobId, Ct);
            Assert.Equal("stored", await World.ValueAsync<string>($"select state::text from jim.files where sha256 = '{hash}'"));
        }
    }

    [Fact]
    public async Task Lets_another_worker_finish_after_the_lease_and_rejects_what_the_first_one_does_then()
    {
        var bytes = FilesWorld.Bytes(1000);
        var file = await World.UploadAsync(bytes);
        var first = (await World.Jobs.ClaimAsync(file.JobId, Ct))!;
        var store = new FaultyStore(World.Disk()) { BeforePut = _ => OvertakeAsync(file) };

        var rejected = await Assert.ThrowsAsync<PostgresException>(() => World.Handler(store).RunAsync(first, Ct));

        Assert.True(JobCommit.IsStale(rejected));
        await StoredOnceAsync(file, bytes);
    }

    [Fact]
    public async Task Gives_a_live_lease_to_nobody_else()
    {
        var file = await World.UploadAsync([1]);

        Assert.NotNull(await World.Jobs.ClaimAsync(file.JobId, Ct));
        Assert.Null(await World.Jobs.ClaimAsync(file.JobId, Ct));
    }

    [Fact]
    public async Task Ends_in_the_same_state_however_often_and_in_which_order_messages_come()
    {
        var store = new FaultyStore(World.Disk());
        var runner = World.Runner(World.Handler(store));
        var files = new List<StagedFile>();
        for (var i = 0; i < 10; i++)
        {
            files.Add(await World.UploadAsync(FilesWorld.Bytes(1000 + i)));
        }

        var messages = Enumerable.Repeat(files, 10).SelectMany(f => f).ToArray();
        Random.Shared.Shuffle(messages);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        await Parallel.ForEachAsync(messages, atOnce, async (f, cancellationToken) => await runner.RunAsync(f.JobId, cancellationToken));

        Assert.Equal(10, store.Puts);
        foreach (var file in files)
        {
            Assert.Equal("succeeded 1 1", await World.ValueAsync<string>(
                $"select concat_ws(' ', state, attempt, fence) from jim.jobs where id = '{file.JobId}'"));
            Assert.Equal(
                1, await World.ValueAsync<long>($"select count(*) from jim.events where subject_id = '{file.FileId}' and kind = 'stored'"));
        }
    }

    [Fact]
    public async Task Waits_for_a_target_that_is_away_without_using_attempts_up()
    {
        var bytes = FilesWorld.Bytes(10);
        var file = await World.UploadAsync(bytes);
        var store = new FaultyStore(World.Disk()) { Fails = StoreFailure.Unavailable };
        await World.ExecuteAsync($"update jim.jobs set attempts_max = 2 where id = '{file.JobId}'");

        for (var i = 0; i < 5; i++)
        {
            await World.Runner(World.Handler(store)).RunAsync(file.JobId, Ct);
            Assert.Equal("queued t JIM_FILE_UNAVAILABLE", await World.ValueAsync<string>(
                $"select concat_ws(' ', state, run_at > now(), error ->> 'code') from jim.jobs where id = '{file.JobId}'"));
            await World.ExecuteAsync($"update jim.jobs set run_at = now() where id = '{file.JobId}'");
        }

        store.Fails = null;
        await World.Runner(World.Handler(store)).RunAsync(file.JobId, Ct);
        await StoredOnceAsync(file, bytes);
    }

    [Fact]
    public async Task Fails_for_good_when_the_target_refuses_the_bytes()
    {
        var file = await World.UploadAsync([1]);

        await World.Runner(World.Handler(new FaultyStore(World.Disk()) { Fails = StoreFailure.Refused })).RunAsync(file.JobId, Ct);

        Assert.Equal("failed JIM_FILE_FAILED", await World.ValueAsync<string>(
            $"select concat_ws(' ', state, error ->> 'code') from jim.jobs where id = '{file.JobId}'"));
        Assert.Equal("failed", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
        Assert.Equal("failed", await World.ValueAsync<string>($"select state from jim.file_versions where id = '{file.VersionId}'"));
        Assert.Equal(
            1, await World.ValueAsync<long>($"select count(*) from jim.events where subject_id = '{file.FileId}' and kind = 'failed'"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Never_takes_a_copy_for_stored_that_the_target_lost_or_changed(bool lies, bool flips)
    {
        var file = await World.UploadAsync(FilesWorld.Bytes(10));

        await World.Runner(World.Handler(new FaultyStore(World.Disk()) { Lies = lies, Flips = flips })).RunAsync(file.JobId, Ct);

        Assert.Equal("queued", await World.ValueAsync<string>($"select state::text from jim.jobs where id = '{file.JobId}'"));
        Assert.Equal("staged", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Is_stored_when_enough_of_several_targets_have_it_and_says_which_lacks_it()
    {
        var bytes = FilesWorld.Bytes(10);
        var file = await World.UploadAsync(bytes);
        var dead = new FaultyStore(World.Disk("second")) { Fails = StoreFailure.Unavailable };

        await World.Runner(World.Handler(dead, World.Disk())).RunAsync(file.JobId, Ct);

        await StoredOnceAsync(file, bytes);
        Assert.Equal("disk ok, second missing", await World.ValueAsync<string>(
            $"select string_agg(target || ' ' || state, ', ' order by target) from jim.replicas where version_id = '{file.VersionId}'"));
    }

    [Fact]
    public async Task Serves_the_old_version_until_the_new_one_is_stored()
    {
        var first = await World.StoreAsync([1]);
        var second = await World.UploadAsync([2, 2], target: new UploadTarget.NewVersion(first.FileId));

        Assert.Equal([1], await World.DownloadAsync(first.FileId));
        await World.Runner().RunAsync(second.JobId, Ct);
        Assert.Equal([2, 2], await World.DownloadAsync(first.FileId));
        Assert.Equal(2, await World.ValueAsync<long>($"select size_bytes from jim.files where id = '{first.FileId}'"));
    }

    [Fact]
    public async Task Lets_no_version_that_is_stored_late_replace_a_newer_one()
    {
        var file = await World.StoreAsync([1]);
        var second = await World.UploadAsync([2], target: new UploadTarget.NewVersion(file.FileId));
        var third = await World.UploadAsync([3], target: new UploadTarget.NewVersion(file.FileId));

        await World.Runner().RunAsync(third.JobId, Ct);
        await World.Runner().RunAsync(second.JobId, Ct);

        Assert.Equal([3], await World.DownloadAsync(file.FileId));
    }

    [Fact]
    public async Task Lets_no_version_replace_a_newer_one_that_another_worker_is_just_storing()
    {
        var file = await World.StoreAsync([1]);
        var second = await World.UploadAsync([2], target: new UploadTarget.NewVersion(file.FileId));
        var third = await World.UploadAsync([3], target: new UploadTarget.NewVersion(file.FileId));
        await using var other = await World.Superuser.OpenConnectionAsync(Ct);
        await using var storing = await other.BeginTransactionAsync(Ct);
        await using var batch = other.CreateBatch();
        batch.BatchCommands.Add(new($"update jim.files set current_version = '{third.VersionId}' where id = '{file.FileId}'"));
        batch.BatchCommands.Add(new($"update jim.file_versions set state = 'stored' where id = '{third.VersionId}'"));
        await batch.ExecuteNonQueryAsync(Ct);

        var late = World.Runner().RunAsync(second.JobId, Ct);
        await Eventually.Holds(() => World.ValueAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));
        await storing.CommitAsync(Ct);
        await late;

        Assert.Equal(third.VersionId, await World.ValueAsync<Guid>($"select current_version from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Keeps_a_file_deleted_that_was_deleted_before_it_was_stored()
    {
        var file = await World.UploadAsync([1]);
        await World.ExecuteAsync($"update jim.files set deleted_at = now() where id = '{file.FileId}'");

        await World.Runner().RunAsync(file.JobId, Ct);

        Assert.Equal("trashed", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Fails_when_the_spooled_bytes_are_gone()
    {
        var file = await World.UploadAsync([1]);
        World.Spool.Remove(await World.ValueAsync<string>($"select spool_key from jim.file_versions where id = '{file.VersionId}'"));

        await World.Runner().RunAsync(file.JobId, Ct);

        Assert.Equal("failed", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Removes_from_the_spool_what_crashes_left_and_nothing_else()
    {
        var staged = await World.UploadAsync([1]);
        var stored = await World.UploadAsync([2]);
        var job = (await World.Jobs.ClaimAsync(stored.JobId, Ct))!;
        Assert.True(await StepBomb.KillsAsync(Steps.Commit, () => World.Handler().RunAsync(job, CancellationToken.None)));
        Assert.True(await StepBomb.KillsAsync(Steps.Spool, () => World.UploadAsync([3])));
        await File.WriteAllBytesAsync(Path.Combine(World.SpoolPath, Guid.NewGuid().ToString("N") + ".part"), [4], Ct);
        Assert.True(await SpoolHoldsAsync(stored.VersionId));
        foreach (var path in Directory.GetFiles(World.SpoolPath))
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));
        }

        await new SpoolSweep(World.Gateway, World.Spool, World.Options, TimeProvider.System).RunAsync(true, Ct);

        var known = await World.ValueAsync<string[]>(
            "select array(select spool_key from jim.file_versions where state in ('staged', 'storing', 'failed'))");
        Assert.True(await SpoolHoldsAsync(staged.VersionId));
        Assert.Subset(known.ToHashSet(), Directory.GetFiles(World.SpoolPath).Select(Path.GetFileName).ToHashSet()!);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public async Task Leaves_in_the_spool_what_no_row_knows_and_came_before_a_restore(int daysAgo, bool stays)
    {
        var path = Path.Combine(World.SpoolPath, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, [1], Ct);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));
        await World.ValueAsync<string>(
            $"insert into jim.setting values ('restored', convert_to((now() - interval '{daysAgo} days')::text, 'UTF8')) returning name");

        await new SpoolSweep(World.Gateway, World.Spool, World.Options, TimeProvider.System).RunAsync(true, Ct);

        Assert.Equal(stays, File.Exists(path));
        await World.ValueAsync<string>("delete from jim.setting where name = 'restored' returning name");
    }

    private async Task OvertakeAsync(StagedFile file)
    {
        await World.LapseAsync(file.JobId);
        Assert.True(await World.Runner().RunAsync(file.JobId, Ct));
    }

    private async Task StoredOnceAsync(StagedFile file, byte[] bytes)
    {
        Assert.Equal(bytes, await World.DownloadAsync(file.FileId));
        Assert.Equal("stored", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
        Assert.Equal("stored", await World.ValueAsync<string>($"select state from jim.file_versions where id = '{file.VersionId}'"));
        Assert.Equal("succeeded", await World.ValueAsync<string>($"select state::text from jim.jobs where id = '{file.JobId}'"));
        Assert.Equal(
            1, await World.ValueAsync<long>($"select count(*) from jim.events where subject_id = '{file.FileId}' and kind = 'stored'"));
    }

    private async Task<bool> SpoolHoldsAsync(Guid versionId) => File.Exists(Path.Combine(
        World.SpoolPath, await World.ValueAsync<string>($"select spool_key from jim.file_versions where id = '{versionId}'")));
}
