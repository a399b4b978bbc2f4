using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>Every version comes to every target, whatever happens to one of them on the way.</summary>
public sealed class CopyQueueTests(FilesWorld world) : IClassFixture<FilesWorld>, IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly List<CopyQueue> _queues = [];

    public ValueTask InitializeAsync() => world.ReadyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            await queue.StopAsync(CancellationToken.None);
            queue.Dispose();
        }
    }

    [Fact]
    public async Task Brings_a_stored_version_to_the_other_targets_and_then_leaves_the_spool()
    {
        var targets = Targets(Disk("a1"), Disk("a2"), Disk("a3"));
        var file = await StoreAsync(targets, FilesWorld.Bytes(1000));
        Assert.Equal("a1 ok, a2 missing, a3 missing", await StatesAsync(file));

        await StartAsync(targets);

        await AreAsync(file, "a1 ok, a2 ok, a3 ok");
        await Eventually.Holds(async () => !File.Exists(await SpooledAsync(file)));
    }

    /// <summary>Both are held where they say that they have ended.</summary>
    [Fact]
    public async Task Leaves_the_spool_though_the_last_two_copies_end_at_the_same_moment()
    {
        using var hangs = new SemaphoreSlim(0);
        FaultyStore[] last = [new(Disk("m2")) { BeforePut = hangs.WaitAsync }, new(Disk("m3")) { BeforePut = hangs.WaitAsync }];
        var targets = Targets([Disk("m1"), .. last]);
        var file = await StoreAsync(targets, FilesWorld.Bytes(10));
        await StartAsync(targets);
        await Eventually.Holds(() => last.All(store => store.Puts == 1));

        await using (var rows = await world.HoldAsync($"select from jim.replicas where version_id = '{file.VersionId}' for update"))
        {
            hangs.Release(2);
            await rows.BlocksAsync(2);
        }

        await AreAsync(file, "m1 ok, m2 ok, m3 ok");
        await Eventually.Holds(async () => !File.Exists(await SpooledAsync(file)));
    }

    [Fact]
    public async Task A_dead_target_delays_only_its_own_and_is_made_whole_when_it_is_back()
    {
        var dead = new FaultyStore(Disk("b2")) { Fails = StoreFailure.Unavailable };
        var targets = Targets(Disk("b1"), dead, Disk("b3"));
        await StartAsync(targets);
        var first = await StoreAsync(targets, FilesWorld.Bytes(10));
        await AreAsync(first, "b1 ok, b2 missing, b3 ok");
        await Eventually.Holds(() => Task.FromResult(targets.All[1].Health.Fault is not null));

        var second = await StoreAsync(targets, FilesWorld.Bytes(10));

        await AreAsync(second, "b1 ok, b2 missing, b3 ok");
        await Eventually.Holds(async () => !File.Exists(await SpooledAsync(second)));
        dead.Fails = null;
        await AreAsync(first, "b1 ok, b2 ok, b3 ok");
        await AreAsync(second, "b1 ok, b2 ok, b3 ok");
    }

    [Fact]
    public async Task A_version_that_needs_two_copies_is_stored_by_those_targets_that_answer()
    {
        var dead = new FaultyStore(Disk("c1")) { Fails = StoreFailure.Unavailable };
        var targets = Targets(dead, Disk("c2"), Disk("c3"));
        var file = await StoreAsync(targets, FilesWorld.Bytes(10), copies: 2);

        Assert.Equal("c1 missing, c2 ok, c3 ok", await StatesAsync(file));
    }

    [Fact]
    public async Task A_copy_that_was_made_is_not_made_again_where_too_few_targets_answer()
    {
        var good = new FaultyStore(Disk("k1"));
        var dead = new FaultyStore(Disk("k2")) { Fails = StoreFailure.Unavailable };
        var file = await StoreAsync(Targets(good, dead), FilesWorld.Bytes(10), copies: 2);
        Assert.Equal("staged", await world.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));

        dead.Fails = null;
        await world.ExecuteAsync($"update jim.jobs set run_at = now() where id = '{file.JobId}'");
        var handler = world.HandlerToAll(good, dead);
        Assert.True(await world.Runner(handler).RunAsync(file.JobId, CancellationToken.None));

        Assert.Equal("k1 ok, k2 ok", await StatesAsync(file));
        Assert.Equal((1, 2), (good.Puts, dead.Puts));
    }

    /// <summary>Whoever reads the row of a target that failed before a restart is not told so for ever.</summary>
    [Fact]
    public async Task A_target_that_answers_again_is_told_so_though_nothing_waits_for_it()
    {
        var targets = Targets(Disk("l1"));
        await new TargetUpkeep(world.Gateway, targets, new MirrorTargets([]), TimeProvider.System).RunAsync(isFirst: true, Ct);
        await world.ExecuteAsync("update jim.targets set error = 'of before', failing_since = now() where name = 'l1'");

        await StartAsync(targets);

        await Eventually.Holds(() => world.ValueAsync<bool>("select error is null from jim.targets where name = 'l1'"));
    }

    [Fact]
    public async Task A_new_target_gets_every_version_of_before_it()
    {
        var file = await StoreAsync(Targets(Disk("d1")), FilesWorld.Bytes(10));
        var targets = Targets(Disk("d1"), Disk("d2"));
        await StartAsync(targets);

        await new TargetUpkeep(world.Gateway, targets, new MirrorTargets([]), TimeProvider.System).RunAsync(isFirst: true, Ct);

        await AreAsync(file, "d1 ok, d2 ok");
    }

    [Fact]
    public async Task How_far_a_target_is_behind_is_told_in_its_row()
    {
        var dead = new FaultyStore(Disk("e2")) { Fails = StoreFailure.Unavailable };
        var targets = Targets(Disk("e1"), dead);
        var upkeep = new TargetUpkeep(world.Gateway, targets, new MirrorTargets([]), TimeProvider.System);
        await upkeep.RunAsync(isFirst: true, Ct);
        await StartAsync(targets);
        await StoreAsync(targets, FilesWorld.Bytes(300));

        await Eventually.Holds(() => world.ValueAsync<bool>("select error is not null from jim.targets where name = 'e2'"));
        await upkeep.RunAsync(isFirst: false, Ct);

        Assert.Equal("as told t t", await world.ValueAsync<string>(
            "select concat_ws(' ', error, waiting_bytes >= 300, failing_since < now()) from jim.targets where name = 'e2'"));
        dead.Fails = null;
        await targets.All[1].CheckAsync(Ct); // as any other call that finds out that it answers
        await Eventually.Holds(() => world.ValueAsync<bool>("select error is null from jim.targets where name = 'e2'"));
    }

    [Fact]
    public async Task A_wrong_copy_is_mended_from_a_good_one()
    {
        var bytes = FilesWorld.Bytes(1000);
        var targets = Targets(Disk("f1"), Disk("f2"));
        await StartAsync(targets);
        var file = await StoreAsync(targets, bytes);
        await AreAsync(file, "f1 ok, f2 ok");
        world.Flip(file, 500, "f1");

        Assert.Equal(bytes, await ReadAsync(targets, file)); // the first read finds it, and takes the other copy
        targets.All[0].Health.Wake();

        await AreAsync(file, "f1 ok, f2 ok");
        Assert.Equal(bytes, await ReadAsync(Targets(Disk("f1")), file));
    }

    [Fact]
    public async Task A_suspect_copy_that_is_the_only_one_and_right_is_trusted_again()
    {
        var targets = Targets(Disk("g1"));
        var file = await StoreAsync(targets, FilesWorld.Bytes(10));
        await world.ExecuteAsync($"update jim.replicas set state = 'suspect' where version_id = '{file.VersionId}'");

        await StartAsync(targets);

        await AreAsync(file, "g1 ok");
    }

    [Fact]
    public async Task A_wrong_copy_without_a_good_one_stays_suspect_and_says_why()
    {
        var targets = Targets(Disk("h1"));
        var file = await StoreAsync(targets, FilesWorld.Bytes(10));
        world.Flip(file, 5, "h1");
        await world.ExecuteAsync($"update jim.replicas set state = 'suspect' where version_id = '{file.VersionId}'");

        await StartAsync(targets);

        await Eventually.Holds(() => world.ValueAsync<bool>(
            $"select coalesce(error like 'No copy%' and not_before > now(), false) from jim.replicas where version_id = '{file.VersionId}'"));
        Assert.Equal("h1 suspect", await StatesAsync(file));
    }

    [Fact]
    public async Task The_copy_of_a_killed_worker_is_made_by_another_after_its_lease()
    {
        using var hangs = new SemaphoreSlim(0);
        var hanging = new FaultyStore(Disk("i2")) { BeforePut = hangs.WaitAsync };
        var file = await StoreAsync(Targets(Disk("i1"), hanging), FilesWorld.Bytes(10));
        await StartAsync(Targets(Disk("i1"), hanging), TimeSpan.FromHours(1)); // does not look for copies again
        await Eventually.Holds(() => Task.FromResult(hanging.Puts == 1));
        var targets = Targets(Disk("i1"), Disk("i2"));
        await StartAsync(targets);
        Assert.Equal("i1 ok, i2 missing", await StatesAsync(file));

        await world.ExecuteAsync($"update jim.replicas set lease_until = now() where version_id = '{file.VersionId}' and target = 'i2'");
        targets.All[1].Health.Wake();

        await AreAsync(file, "i1 ok, i2 ok");
        Assert.Equal(2L, await world.ValueAsync<long>(
            $"select fence from jim.replicas where version_id = '{file.VersionId}' and target = 'i2'"));
        hangs.Release();
        await AreAsync(file, "i1 ok, i2 ok");
    }

    /// <summary>The disk of a target is not mounted: where its folder was, there is an empty one.</summary>
    [Fact]
    public async Task A_folder_without_its_mark_gets_no_copies_and_loses_none()
    {
        using var folder = new TemporaryDirectory();
        var root = Path.Combine(folder.Path, "disk");
        Directory.CreateDirectory(root);
        var targets = Targets(Disk("n1"), new DirectoryStore(
            "n2", root, makesRoot: false, new FolderMark(new StoredIdentity(world.Gateway, "n2", "copy", root), takesFilled: true)));
        await StartAsync(targets);
        var first = await StoreAsync(targets, FilesWorld.Bytes(10));
        await AreAsync(first, "n1 ok, n2 ok");
        Directory.Move(root, root + ".away");
        Directory.CreateDirectory(root);

        var second = await StoreAsync(targets, FilesWorld.Bytes(10));
        await world.ExecuteAsync($"update jim.replicas set state = 'deleting' where version_id = '{first.VersionId}' and target = 'n2'");

        await Eventually.Holds(() => Task.FromResult(targets.All[1].Health.Fault?.Contains("mounted", StringComparison.Ordinal) == true));
        await Assert.ThrowsAsync<ObjectStoreException>(
            () => targets.All[1].DeleteAsync(ObjectKeys.ForVersion("default", first.FileId, first.VersionId), Ct));
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
        Assert.Equal(("n1 ok, n2 deleting", "n1 ok, n2 missing"), (await StatesAsync(first), await StatesAsync(second)));
        Directory.Delete(root);
        Directory.Move(root + ".away", root);
        await AreAsync(second, "n1 ok, n2 ok");
        await AreAsync(first, "n1 ok, n2 gone");
    }

    [Fact]
    public async Task A_copy_that_is_to_go_goes()
    {
        var targets = Targets(Disk("j1"), Disk("j2"));
        await StartAsync(targets);
        var file = await StoreAsync(targets, FilesWorld.Bytes(10));
        await AreAsync(file, "j1 ok, j2 ok");

        await world.ExecuteAsync($"update jim.replicas set state = 'deleting' where version_id = '{file.VersionId}' and target = 'j2'");

        await AreAsync(file, "j1 ok, j2 gone");
        Assert.Null(await Disk("j2").HeadAsync(ObjectKeys.ForVersion("default", file.FileId, file.VersionId), Ct));
    }

    private static FileTargets Targets(params IObjectStore[] stores) => new(stores);

    private IObjectStore Disk(string name) => world.Disk(name);

    private async Task StartAsync(FileTargets targets, TimeSpan? poll = null)
    {
        var options = world.Options with { CopyPoll = poll ?? TimeSpan.FromMilliseconds(100), RetryMax = TimeSpan.FromMilliseconds(200) };
        var queue = new CopyQueue(world.Gateway, world.Spool, targets, options, NullLogger<CopyQueue>.Instance);
        _queues.Add(queue);
        await queue.StartAsync(Ct);
    }

    private async Task<StagedFile> StoreAsync(FileTargets targets, byte[] bytes, int copies = 1)
    {
        var file = await world.UploadAsync(bytes);
        var handler = new FileStoreHandler(world.Gateway, world.Spool, targets, world.Options with { Copies = copies });
        Assert.True(await world.Runner(handler).RunAsync(file.JobId, CancellationToken.None));
        return file;
    }

    private async Task<byte[]> ReadAsync(FileTargets targets, StagedFile file)
    {
        var proofs = new FileProofs(world.Gateway, NullLogger<FileProofs>.Instance);
        var content = await new FileDownloads(world.Gateway, targets, proofs).OpenAsync(file.FileId, null, FilesWorld.Alice);
        await using var range = await content!.ReadRangeAsync(0, content.Size, Ct);
        using var copy = new MemoryStream();
        await range.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    private async Task AreAsync(StagedFile file, string states) =>
        Assert.Equal(states, await Eventually.Gives(() => StatesAsync(file), found => found == states));

    private Task<string> StatesAsync(StagedFile file) => world.ValueAsync<string>(
        $"select string_agg(target || ' ' || state, ', ' order by target) from jim.replicas where version_id = '{file.VersionId}'");

    private async Task<string> SpooledAsync(StagedFile file) => Path.Combine(
        world.SpoolPath, await world.ValueAsync<string>($"select spool_key from jim.file_versions where id = '{file.VersionId}'"));
}
