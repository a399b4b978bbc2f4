using System.Globalization;
using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>A person who looks at a mirror's folder finds what the app shows, whatever names files have and whatever happens to the disk.</summary>
public abstract class MirrorContract(FilesWorld world) : IClassFixture<FilesWorld>, IAsyncLifetime
{
    private const string Bucket = "select id from jim.buckets where name = 'default'";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _folder = new();
    private readonly string _name = $"m-{Guid.NewGuid():N}";
    private FileTargets _targets = null!;
    private MirrorTarget _mirror = null!;

    private string Root => Path.Combine(_folder.Path, "mirror");

    /// <summary>How many hostile names are tried.</summary>
    protected abstract int Names { get; }

    protected FilesWorld World => world;

    public async ValueTask InitializeAsync()
    {
        await world.ReadyAsync();
        await world.ExecuteAsync("update jim.targets set removed_at = now(); delete from jim.files");
        Directory.CreateDirectory(Root);
        _targets = new FileTargets([world.Disk()]);
        await OpenAsync(new MirrorOptions(_name) { Delete = MirrorDelete.Delete });
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _targets.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Shows_files_by_their_bucket_folders_and_names()
    {
        var bytes = FilesWorld.Bytes(1000);
        var file = await StoreAsync("house.pdf", bytes);
        var outer = await MakeFolderAsync("Plans");
        var inner = await MakeFolderAsync("2026", outer);
        await world.ExecuteAsync($"update jim.files set folder_id = '{inner}' where id = '{file.FileId}'");

        await RunAsync();

        Assert.Equal(["default/Plans/2026/house.pdf"], Find());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(Root, "default/Plans/2026/house.pdf"), Ct));
        Assert.Equal("ok", await StateAsync(file));
    }

    [Fact]
    public async Task A_renamed_file_and_a_renamed_folder_are_moved()
    {
        var folder = await MakeFolderAsync("Old");
        var file = await StoreAsync("a.txt", [1]);
        await world.ExecuteAsync($"update jim.files set folder_id = '{folder}' where id = '{file.FileId}'");
        await RunAsync();
        var inode = File.GetLastWriteTimeUtc(Path.Combine(Root, "default/Old/a.txt"));
        File.SetLastWriteTimeUtc(Path.Combine(Root, "default/Old/a.txt"), inode.AddYears(-1)); // only this very file has this time

        await world.ExecuteAsync(
            $"update jim.files set name = 'b.txt' where id = '{file.FileId}'; update jim.folders set name = 'New' where id = '{folder}'");
        await WorkAsync();

        Assert.Equal(["default/New/b.txt"], Find());
        Assert.Equal(inode.AddYears(-1), File.GetLastWriteTimeUtc(Path.Combine(Root, "default/New/b.txt")));
        Assert.False(Directory.Exists(Path.Combine(Root, "default/Old")));
    }

    [Fact]
    public async Task A_name_in_use_gets_a_part_of_the_id_and_comes_back_when_it_is_free()
    {
        var first = await StoreAsync("a.txt", [1]);
        await RunAsync();
        var second = await StoreAsync("A.TXT", [2]);
        await WorkAsync();
        Assert.Equal(["default/A~" + Short(second) + ".TXT", "default/a.txt"], Find());

        await world.ExecuteAsync($"delete from jim.files where id = '{first.FileId}'");
        await RunAsync();
        await RunAsync();

        Assert.Equal(["default/A.TXT"], Find());
    }

    [Fact]
    public async Task Forms_of_Unicode_that_look_alike_are_one_name()
    {
        await StoreAsync("\u00e9.txt", [1]);
        var other = await StoreAsync("x.txt", [2]);
        await world.ExecuteAsync($"update jim.files set name = U&'E\\0301.txt' where id = '{other.FileId}'");

        await RunAsync();

        Assert.Equal(2, Find().Length);
        Assert.Single(Find(), path => path.Contains('~', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_and_a_folder_of_one_name_both_stand()
    {
        var plain = await StoreAsync("plans", [1]);
        await RunAsync();
        var folder = await MakeFolderAsync("plans");
        var inside = await StoreAsync("a.txt", [2]);
        await world.ExecuteAsync($"update jim.files set folder_id = '{folder}' where id = '{inside.FileId}'");
        await WorkAsync();
        Assert.Equal(["default/plans", $"default/plans~{folder.ToString("N")[..8]}/a.txt"], Find());

        await world.ExecuteAsync($"update jim.files set name = 'later' where id = '{plain.FileId}'");
        await RunAsync();
        await RunAsync();

        Assert.Equal(["default/later", "default/plans/a.txt"], Find());
    }

    [Fact]
    public async Task A_new_version_replaces_the_former_one_or_keeps_it_beside()
    {
        await OpenAsync(new MirrorOptions(_name) { AllVersions = true });
        var file = await StoreAsync("a.txt", [1]);
        await RunAsync();
        await world.StoreAsync([2, 2], "a.txt", target: new UploadTarget.NewVersion(file.FileId));
        await WorkAsync();

        Assert.Equal([".versions/default/a.txt/1.txt", "default/a.txt"], Find());
        Assert.Equal([2, 2], await File.ReadAllBytesAsync(Path.Combine(Root, "default/a.txt"), Ct));
        await world.ExecuteAsync($"update jim.files set name = 'b.txt' where id = '{file.FileId}'");
        await WorkAsync();
        Assert.Equal([".versions/default/b.txt/1.txt", "default/b.txt"], Find());
    }

    [Theory]
    [InlineData(MirrorDelete.Keep, "kept", "default/a.txt")]
    [InlineData(MirrorDelete.Trash, "gone", ".trash/{0}/default/a.txt")]
    [InlineData(MirrorDelete.Delete, "gone")]
    public async Task A_deleted_file_stays_or_goes_as_the_settings_say(MirrorDelete delete, string state, params string[] left)
    {
        await OpenAsync(new MirrorOptions(_name) { Delete = delete });
        var file = await StoreAsync("a.txt", [1]);
        await RunAsync();

        await world.ExecuteAsync($"update jim.files set deleted_at = now() where id = '{file.FileId}'");
        await WorkAsync();

        var day = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(left.Select(path => string.Format(CultureInfo.InvariantCulture, path, day)), Find());
        Assert.Equal(state, await StateAsync(file));
        await world.ExecuteAsync($"update jim.files set deleted_at = null where id = '{file.FileId}'");
        await WorkAsync();
        Assert.Contains("default/a.txt", Find());
        Assert.Equal("ok", await StateAsync(file));
    }

    /// <summary>The disk is not mounted: where its folder was, there is an empty one.</summary>
    [Fact]
    public async Task Into_a_folder_without_its_mark_nothing_is_written_and_from_it_nothing_is_deleted()
    {
        var kept = await StoreAsync("kept.txt", [1]);
        var gone = await StoreAsync("gone.txt", [2]);
        await RunAsync();
        Directory.Move(Root, Root + ".disk");
        Directory.CreateDirectory(Root);
        await StoreAsync("new.txt", [3]);
        await world.ExecuteAsync($"delete from jim.files where id = '{gone.FileId}'");

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(RunAsync);

        Assert.Contains("mounted", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
        Assert.Equal("ok", await StateAsync(kept));
        await OpenAsync(_mirror.Options); // a restart does not take the empty folder either
        await Assert.ThrowsAsync<ObjectStoreException>(RunAsync);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
        Directory.Delete(Root);
        Directory.Move(Root + ".disk", Root);
        await RunAsync();
        Assert.Equal(["default/kept.txt", "default/new.txt"], Find());
    }

    [Fact]
    public async Task A_folder_with_files_of_others_is_taken_only_when_somebody_says_so()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "others"), "mine", Ct);
        await StoreAsync("a.txt", [1]);
        Assert.Contains("adopt", (await Assert.ThrowsAsync<ObjectStoreException>(RunAsync)).Message, StringComparison.Ordinal);

        await _mirror.AdoptAsync(Ct);
        await RunAsync();

        Assert.Equal(["default/a.txt", "others"], Find());
    }

    [Fact]
    public async Task A_folder_with_the_mark_of_another_target_is_left_alone()
    {
        await StoreAsync("a.txt", [1]);
        await File.WriteAllTextAsync(Path.Combine(Root, FolderMark.Name), Guid.NewGuid().ToString(), Ct);

        await Assert.ThrowsAsync<ObjectStoreException>(RunAsync);

        Assert.Empty(Find());
    }

    [Fact]
    public async Task The_brake_stops_what_would_remove_too_much_until_somebody_releases_it()
    {
        await OpenAsync(new MirrorOptions(_name) { Delete = MirrorDelete.Delete });
        for (var i = 0; i < 20; i++)
        {
            await StoreAsync($"{i:00}.txt", [1]);
        }

        await RunAsync();
        await world.ExecuteAsync("delete from jim.files where name < '12'");

        var outcome = await WorkAsync();

        Assert.Equal(20, Find().Length);
        Assert.Contains("12 of 20", outcome.Halt, StringComparison.Ordinal);
        var added = await StoreAsync("added.txt", [2]); // other work goes on
        await WorkAsync();
        Assert.Equal(21, Find().Length);
        Assert.Equal("ok", await StateAsync(added));
        await Runner().ReleaseAsync(_mirror, Ct);
        Assert.Null((await WorkAsync()).Halt);
        Assert.Equal(9, Find().Length);
    }

    /// <summary>A mass of deletions that comes one by one is one too.</summary>
    [Fact]
    public async Task The_brake_counts_what_went_within_the_hour()
    {
        await OpenAsync(new MirrorOptions(_name) { Delete = MirrorDelete.Delete, BrakeFiles = 3 });
        for (var i = 0; i < 6; i++)
        {
            await StoreAsync($"{i}.txt", [1]);
        }

        await RunAsync();
        for (var i = 0; i < 6; i++)
        {
            await world.ExecuteAsync($"update jim.files set deleted_at = now() where name = '{i}.txt'");
            await WorkAsync();
            await world.ExecuteAsync($"delete from jim.files where name = '{i}.txt'");
            await WorkAsync();
        }

        Assert.Equal(3, Find().Length);
    }

    /// <summary>Neither what is deleted for good long after it went, nor what never was there.</summary>
    [Fact]
    public async Task The_brake_counts_nothing_that_was_not_removed()
    {
        await OpenAsync(new MirrorOptions(_name) { Delete = MirrorDelete.Delete, BrakeFiles = 2 });
        for (var i = 0; i < 3; i++)
        {
            await StoreAsync($"{i}.txt", [1]);
        }

        await RunAsync();
        await world.ExecuteAsync("update jim.files set deleted_at = now() where name < '2'");
        await WorkAsync();
        Assert.Equal(["default/2.txt"], Find());
        await AgeAsync("2 hours");
        for (var i = 3; i < 6; i++)
        {
            await StoreAsync($"{i}.txt", [1]);
        }

        await world.ExecuteAsync("delete from jim.files where name <> '2.txt'");
        await WorkAsync();
        await world.ExecuteAsync("delete from jim.files");

        Assert.Null((await WorkAsync()).Halt);
        Assert.Empty(Find());
        await AgeAsync("2 days");
        await RunAsync();
        Assert.Equal(0, await world.ValueAsync<long>($"select count(*) from jim.mirrors where target = '{_name}'"));
    }

    [Fact]
    public async Task No_link_leads_out_of_the_folder()
    {
        var outside = Path.Combine(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "a.txt"), "theirs", Ct);
        var file = await StoreAsync("a.txt", [1]);
        await RunAsync();
        Directory.Delete(Path.Combine(Root, "default"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(Root, "default"), outside);
        var other = await StoreAsync("b.txt", [2]);

        await RunAsync();

        Assert.Equal("theirs", await File.ReadAllTextAsync(Path.Combine(outside, "a.txt"), Ct));
        Assert.Single(Directory.EnumerateFileSystemEntries(outside));
        Assert.Equal(("ok", "ok"), (await StateAsync(file), await StateAsync(other)));
        var bucket = (await world.ValueAsync<Guid>(Bucket)).ToString("N")[..8];
        Assert.Equal([$"default~{bucket}/a.txt", $"default~{bucket}/b.txt"], Find());
        await world.ExecuteAsync("delete from jim.files");
        await RunAsync();
        Assert.Equal("theirs", await File.ReadAllTextAsync(Path.Combine(outside, "a.txt"), Ct));
    }

    [Fact]
    public async Task What_others_put_there_is_not_overwritten()
    {
        await RunAsync();
        Directory.CreateDirectory(Path.Combine(Root, "default"));
        await File.WriteAllTextAsync(Path.Combine(Root, "default/a.txt"), "mine", Ct);
        File.CreateSymbolicLink(Path.Combine(Root, "default/b.txt"), Path.Combine(Root, "default/a.txt"));
        var (a, b) = (await StoreAsync("a.txt", [1]), await StoreAsync("b.txt", [1]));
        await RunAsync();
        await StandAsync([1]);
        foreach (var bytes in new byte[][] { [2, 2], [3, 3, 3] })
        {
            await world.StoreAsync(bytes, "a.txt", target: new UploadTarget.NewVersion(a.FileId));
            await world.StoreAsync(bytes, "b.txt", target: new UploadTarget.NewVersion(b.FileId));
            await WorkAsync();
            await StandAsync(bytes);
        }

        await RunAsync();
        await StandAsync([3, 3, 3]);
        await world.ExecuteAsync("delete from jim.files");
        await RunAsync();
        Assert.Equal(["default/a.txt"], Find());
        await IsMineAsync();

        async Task StandAsync(byte[] bytes)
        {
            string[] paths = [$"default/a~{Short(a)}.txt", $"default/b~{Short(b)}.txt"];
            Assert.Equal(["default/a.txt", .. paths], Find());
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(Root, paths[0]), Ct));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(Root, paths[1]), Ct));
            await IsMineAsync();
        }

        async Task IsMineAsync()
        {
            Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Root, "default/a.txt"), Ct));
            Assert.NotNull(new FileInfo(Path.Combine(Root, "default/b.txt")).LinkTarget);
        }
    }

    /// <summary>A name that is too long is refused to everybody; a folder that a person has closed, to all but root.</summary>
    [Fact]
    public async Task A_file_that_the_folder_does_not_tell_of_stops_no_comparison()
    {
        await StoreAsync("a.txt", [1]);
        await StoreAsync("b.txt", [2]);
        await RunAsync();
        await world.ExecuteAsync($"""
            update jim.targets set compared_at = null where name = '{_name}';
            update jim.mirrors set stands = 'default/' || repeat('x', 300) where id = (
              select id from jim.mirrors where target = '{_name}' order by id limit 1)
            """);
        foreach (var path in Find())
        {
            File.Delete(Path.Combine(Root, path));
        }

        var faults = new List<MirrorFault?>();

        await Runner().CompareAsync(_mirror, isReading: false, (_, fault) => faults.Add(fault), Ct);

        Assert.Equal([MirrorFault.Refused, MirrorFault.Missing], faults);
        Assert.True(await world.ValueAsync<bool>($"select compared_at is not null from jim.targets where name = '{_name}'"));
        await WorkAsync();
        Assert.NotEmpty(Find());
    }

    [Fact]
    public async Task What_others_changed_or_removed_is_found_and_mended()
    {
        await StoreAsync("a.txt", [1, 1]);
        await StoreAsync("b.txt", [2, 2]);
        await RunAsync();
        await File.WriteAllTextAsync(Path.Combine(Root, "default/a.txt"), "xx", Ct); // as long as it was
        File.Delete(Path.Combine(Root, "default/b.txt"));
        var faults = new List<string>();

        await Runner().CompareAsync(_mirror, isReading: true, (path, fault) => faults.Add($"{path} {fault}"), Ct);

        Assert.Equal(["default/a.txt Differs", "default/b.txt Missing"], faults.Order(StringComparer.Ordinal));
        await WorkAsync();
        Assert.Equal([1, 1], await File.ReadAllBytesAsync(Path.Combine(Root, "default/a.txt"), Ct));
        Assert.Equal([2, 2], await File.ReadAllBytesAsync(Path.Combine(Root, "default/b.txt"), Ct));
    }

    /// <summary>As if a worker was killed between a step on the disk and the row that tells of it.</summary>
    [Fact]
    public async Task A_step_that_was_done_and_not_told_is_not_done_twice()
    {
        var file = await StoreAsync("a.txt", [1]);
        await RunAsync();
        await world.ExecuteAsync($"""
            update jim.mirrors set stands = null, stands_key = null, version_id = null, state = 'waiting', attempt = 1, fence = fence + 1
            where file_id = '{file.FileId}'
            """);
        Directory.CreateDirectory(Path.Combine(Root, ".jim-tmp"));
        var id = await world.ValueAsync<Guid>($"select id from jim.mirrors where file_id = '{file.FileId}'");
        await File.WriteAllTextAsync(Path.Combine(Root, $".jim-tmp/{id:N}.1"), "half", Ct);

        await WorkAsync();

        Assert.Equal(["default/a.txt"], Find());
        File.Move(Path.Combine(Root, "default/a.txt"), Path.Combine(Root, "default/b.txt"));
        await world.ExecuteAsync($"update jim.files set name = 'b.txt' where id = '{file.FileId}'");
        await WorkAsync();
        Assert.Equal(["default/b.txt"], Find());
    }

    [Fact]
    public async Task Two_files_that_exchange_their_names_exchange_their_places()
    {
        var (a, b) = (await StoreAsync("a.txt", [1]), await StoreAsync("b.txt", [2]));
        await RunAsync();

        await world.ExecuteAsync(
            $"update jim.files set name = case name when 'a.txt' then 'b.txt' else 'a.txt' end where id in ('{a.FileId}', '{b.FileId}')");
        await RunAsync();
        await RunAsync();

        Assert.Equal(["default/a.txt", "default/b.txt"], Find());
        Assert.Equal([2], await File.ReadAllBytesAsync(Path.Combine(Root, "default/a.txt"), Ct));
        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(Root, "default/b.txt"), Ct));
    }

    [Fact]
    public async Task Hostile_names_become_safe_ones_of_their_own()
    {
        var source = await StoreAsync("source", [7]);
        var names = HostileNames.Make(Names);
        await world.ExecuteAsync($"""
            create temp table hostile (name text, id uuid default gen_random_uuid());
            insert into hostile (name) values {string.Join(',', names.Select(n => $"($q${n}$q$)"))};
            insert into jim.files (id, bucket_id, name, owner_id, state, size_bytes)
              select h.id, f.bucket_id, h.name, f.owner_id, 'staged', f.size_bytes from hostile h, jim.files f
              where f.id = '{source.FileId}';
            insert into jim.file_versions (id, file_id, object_key, size_bytes, sha256, state)
              select h.id, h.id, 'x/' || h.id, v.size_bytes, v.sha256, 'stored' from hostile h, jim.file_versions v
              where v.id = '{source.VersionId}';
            update jim.files f set current_version = f.id, state = 'stored' from hostile h where f.id = h.id;
            drop table hostile;
            """);
        await world.ExecuteAsync($"""
            update jim.file_versions v set spool_key = null, object_key = v.object_key where v.object_key like 'x/%';
            insert into jim.replicas (version_id, target, state)
              select id, 'hostile', 'ok' from jim.file_versions where object_key like 'x/%'
            """);
        _targets = new FileTargets([new OneObject("hostile", [7]), world.Disk()]);

        var outcome = await RunAsync();

        Assert.Equal((0L, 0L), (outcome.Left, outcome.Failed));
        var found = Find();
        Assert.Equal(names.Count + 1, found.Length);
        Assert.Equal(found.Length, found.Select(p => p.Normalize().ToUpperInvariant()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(found, path =>
        {
            var name = path["default/".Length..];
            Assert.True(Encoding.UTF8.GetByteCount(name) <= 255, name);
            Assert.DoesNotContain(name, c => char.IsControl(c) || "<>:\"|?*\\/".Contains(c, StringComparison.Ordinal));
            Assert.False(name is "." or ".." || name.EndsWith('.') || name.EndsWith(' '), name);
            Assert.DoesNotMatch("(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])( *)(\\.|$)", name);
        });
        Assert.Equal([Root], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    /// <summary>The mirror in this folder of the machine.</summary>
    protected abstract IMirrorFolder Open(string root, FolderMark mark);

    private static string Short(StagedFile file) => file.FileId.ToString("N")[..8];

    private async Task OpenAsync(MirrorOptions options)
    {
        await new TargetRows(world.Gateway).KnowAsync([(_name, "mirror", Root)], Ct);
        _mirror = new MirrorTarget(
            options,
            Open(Root, new FolderMark(new StoredIdentity(world.Gateway, _name, "mirror", Root), takesFilled: false)),
            TimeProvider.System);
    }

    private MirrorRun Runner() => new(
        world.Gateway, world.Spool, _targets, world.Options with { RetryMax = TimeSpan.FromMilliseconds(200) }, TimeProvider.System,
        NullLogger<MirrorRun>.Instance);

    /// <summary>What the events told.</summary>
    private Task<MirrorOutcome> WorkAsync() => Runner().WorkAsync(_mirror, _ => { }, Ct);

    /// <summary>A full comparison first.</summary>
    private async Task<MirrorOutcome> RunAsync()
    {
        await Runner().CompareAsync(_mirror, isReading: false, (_, _) => { }, Ct);
        return await WorkAsync();
    }

    private Task<StagedFile> StoreAsync(string name, byte[] bytes) => world.StoreAsync(bytes, name);

    private async Task<Guid> MakeFolderAsync(string name, Guid? parent = null) => await world.ValueAsync<Guid>($"""
        insert into jim.folders (bucket_id, parent_id, name, owner_id)
        values (({Bucket}), {(parent is null ? "null" : $"'{parent}'")}, '{name}', '{FilesWorld.Alice.Subject}') returning id
        """);

    /// <summary>As if all that was done in the mirror was done so much earlier.</summary>
    private Task AgeAsync(string by) => world.ExecuteAsync(
        $"update jim.mirrors set at = at - interval '{by}', changed_at = changed_at - interval '{by}' where target = '{_name}'");

    private Task<string> StateAsync(StagedFile file) =>
        world.ValueAsync<string>($"select state from jim.mirrors where file_id = '{file.FileId}' and target = '{_name}'");

    /// <summary>All files of the mirror but its mark, links not followed.</summary>
    private string[] Find() =>
    [
        .. Directory.EnumerateFiles(Root, "*", new EnumerationOptions
            {
                RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
            })
            .Select(path => Path.GetRelativePath(Root, path)).Where(path => path != FolderMark.Name).Order(StringComparer.Ordinal),
    ];
}
