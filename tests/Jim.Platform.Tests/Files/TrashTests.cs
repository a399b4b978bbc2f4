using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>Deleted files, and the copies of deleted versions: kept for a while, then gone from every target.</summary>
public sealed class TrashTests(FilesWorld world) : IClassFixture<FilesWorld>, IAsyncLifetime
{
    private const string Old = "now() - interval '8 days'";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>The database has known of the trash for long.</summary>
    public async ValueTask InitializeAsync()
    {
        await world.ReadyAsync();
        await BeginAsync("now() - interval '1 year'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_deleted_file_is_gone_from_every_target_when_its_time_is_over()
    {
        var targets = Targets("a1", "a2");
        var file = await StoreAsync(targets);
        await DeleteAsync(file, Old);

        await SweepAsync(targets);

        Assert.Equal(0, await CountAsync("jim.files", "id", file));
        Assert.Equal(0, await CountAsync("jim.file_versions", "file_id", file));
        Assert.Equal(2, await CountAsync("jim.removals", "file_id", file)); // for an hour, while a worker may still write one
        Assert.Equal(2, await CopiesAsync(targets, file));

        await PassAsync(file, "1 hour");
        await SweepAsync(targets);

        Assert.Equal(0, await CopiesAsync(targets, file));
        Assert.Equal(0, await CountAsync("jim.removals", "file_id", file));
    }

    [Fact]
    public async Task A_file_stays_while_its_time_is_not_over_and_where_it_was_restored()
    {
        var targets = Targets("b1");
        var young = await StoreAsync(targets);
        var restored = await StoreAsync(targets);
        await DeleteAsync(young, "now() - interval '6 days'");
        await DeleteAsync(restored, Old);
        await world.ExecuteAsync($"update jim.files set deleted_at = null where id = '{restored.FileId}'");

        await SweepAsync(targets);

        Assert.Equal((1, 1), (await CountAsync("jim.files", "id", young), await CountAsync("jim.files", "id", restored)));
        Assert.Equal("stored", await world.ValueAsync<string>($"select state::text from jim.files where id = '{restored.FileId}'"));
        Assert.Equal(1, await CopiesAsync(targets, restored));
    }

    [Fact]
    public async Task A_file_that_another_row_needs_stays_and_keeps_no_other_in_the_trash()
    {
        var targets = Targets("c1");
        var needed = await StoreAsync(targets);
        var other = await StoreAsync(targets);
        await world.ExecuteAsync(
            $"create table public.covers (file_id uuid references jim.files); insert into covers values ('{needed.FileId}')");
        await DeleteAsync(needed, Old);
        await DeleteAsync(other, Old);

        await SweepAsync(targets);

        Assert.Equal((1, 0), (await CountAsync("jim.files", "id", needed), await CountAsync("jim.files", "id", other)));
        Assert.Equal(0, await CountAsync("jim.removals", "file_id", needed));
        await world.ExecuteAsync("drop table public.covers");
    }

    /// <summary>By SQL, past Jim: the bytes are kept as long as those of the trash, and then not for ever.</summary>
    [Fact]
    public async Task The_copies_of_a_row_that_was_deleted_by_hand_are_removed_later()
    {
        var targets = Targets("d1", "d2");
        await new TargetUpkeep(world.Gateway, targets, new MirrorTargets([]), TimeProvider.System).RunAsync(isFirst: true, Ct);
        var file = await world.UploadAsync(FilesWorld.Bytes(10)); // no worker has told yet where it is
        await world.ExecuteAsync($"delete from jim.files where id = '{file.FileId}'; update jim.targets set removed_at = now()");
        await SweepAsync(targets);
        Assert.Equal(2, await CountAsync("jim.removals", "file_id", file));

        await PassAsync(file, "8 days");
        await SweepAsync(targets);

        Assert.Equal(0, await CountAsync("jim.removals", "file_id", file));
    }

    [Fact]
    public async Task A_target_that_is_away_loses_its_copies_when_it_is_back()
    {
        var dead = new FaultyStore(world.Disk("e2"));
        var targets = new FileTargets([world.Disk("e1"), dead]);
        var file = await StoreAsync(targets);
        await world.ExecuteAsync($"delete from jim.files where id = '{file.FileId}'");
        await PassAsync(file, "8 days");
        dead.Fails = StoreFailure.Unavailable;

        await SweepAsync(targets);

        Assert.Equal("e2 as told", await world.ValueAsync<string>(
            $"select string_agg(concat_ws(' ', target, error), ',') from jim.removals where file_id = '{file.FileId}'"));
        dead.Fails = null;
        Assert.Equal(1, await CopiesAsync(targets, file));
        await world.ExecuteAsync("update jim.removals set not_before = null");
        await Eventually.Holds(async () =>
        {
            await SweepAsync(targets);
            return await CopiesAsync(targets, file) == 0 && await CountAsync("jim.removals", "file_id", file) == 0;
        });
    }

    /// <summary>An upgrade removes nothing that was to be kept, and a restore brings back what is in the trash.</summary>
    [Theory]
    [InlineData("trash")]
    [InlineData("restored")]
    public async Task After_an_upgrade_or_a_restore_the_time_of_the_trash_begins_anew(string setting)
    {
        var targets = Targets("g1");
        var file = await StoreAsync(targets);
        await DeleteAsync(file, "now() - interval '10 years'");
        await BeginAsync("now() - interval '6 days'", setting);
        await SweepAsync(targets);
        Assert.Equal(1, await CountAsync("jim.files", "id", file));

        await BeginAsync("now() - interval '8 days'", setting);
        await SweepAsync(targets);

        Assert.Equal(0, await CountAsync("jim.files", "id", file));
        await world.ExecuteAsync("delete from jim.setting where name = 'restored'");
    }

    [Fact]
    public async Task The_copies_of_a_row_that_was_put_back_by_hand_stay()
    {
        var targets = Targets("h1");
        var file = await StoreAsync(targets);
        await world.ExecuteAsync($"""
            create table public.saved_files as select * from jim.files where id = '{file.FileId}';
            create table public.saved_versions as select * from jim.file_versions where file_id = '{file.FileId}';
            delete from jim.files where id = '{file.FileId}';
            """);
        await world.ExecuteAsync("""
            insert into jim.files select * from public.saved_files;
            insert into jim.file_versions select * from public.saved_versions;
            drop table public.saved_files, public.saved_versions;
            """);
        await PassAsync(file, "8 days");

        await SweepAsync(targets);

        Assert.Equal(1, await CopiesAsync(targets, file));
        Assert.Equal(0, await CountAsync("jim.removals", "file_id", file));
    }

    [Fact]
    public async Task Nothing_is_removed_where_the_trash_is_kept_for_good()
    {
        var targets = Targets("f1");
        var file = await StoreAsync(targets);
        await DeleteAsync(file, "now() - interval '10 years'");

        await SweepAsync(targets, world.Options with { Trash = null });

        Assert.Equal(1, await CountAsync("jim.files", "id", file));
    }

    private FileTargets Targets(params string[] disks) => new([.. disks.Select(world.Disk)]);

    private async Task SweepAsync(FileTargets targets, FilesOptions? options = null)
    {
        options ??= world.Options;
        await new TrashSweep(world.Gateway, options, TimeProvider.System, NullLogger<TrashSweep>.Instance).RunAsync(isFirst: false, Ct);
        await new RemovalSweep(world.Gateway, targets, options).RunAsync(isFirst: false, Ct);
    }

    private async Task<StagedFile> StoreAsync(FileTargets targets)
    {
        var handler = new FileStoreHandler(
            world.Gateway, world.Spool, targets, world.Options with { Copies = targets.All.Length });
        var file = await world.UploadAsync(FilesWorld.Bytes(10));
        Assert.True(await world.Runner(handler).RunAsync(file.JobId, CancellationToken.None));
        return file;
    }

    private Task DeleteAsync(StagedFile file, string at) =>
        world.ExecuteAsync($"update jim.files set deleted_at = {at} where id = '{file.FileId}'");

    private Task BeginAsync(string moment, string setting = "trash") => world.ExecuteAsync($"""
        insert into jim.setting (name, value) values ('{setting}', convert_to(({moment})::text, 'UTF8'))
        on conflict (name) do update set value = excluded.value
        """);

    private Task PassAsync(StagedFile file, string time) =>
        world.ExecuteAsync($"update jim.removals set since = since - interval '{time}' where file_id = '{file.FileId}'");

    private Task<long> CountAsync(string table, string column, StagedFile file) =>
        world.ValueAsync<long>($"select count(*) from {table} where {column} = '{file.FileId}'");

    private static async Task<int> CopiesAsync(FileTargets targets, StagedFile file)
    {
        var key = ObjectKeys.ForVersion("default", file.FileId, file.VersionId);
        var found = await Task.WhenAll(targets.All.Select(t => t.HeadAsync(key, Ct)));
        return found.Count(o => o is not null);
    }
}
