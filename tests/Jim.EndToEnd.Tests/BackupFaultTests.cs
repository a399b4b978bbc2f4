using System.Text.RegularExpressions;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>What goes wrong with backups and restores: each is told by name, and nothing half done is taken for whole.</summary>
public sealed class BackupFaultTests(BackupWorld world) : IClassFixture<BackupWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_flipped_byte_is_found_and_named_and_a_restore_refuses()
    {
        var bytes = Encoding.UTF8.GetBytes("proven " + Guid.NewGuid());
        await BackupFiles.UploadAsync(await world.As("alice"), bytes);
        var folder = NewFolder();
        var backup = await BackUpAsync(folder);
        var digest = BackupFiles.Digest(bytes);
        string[] paths =
        [
            Path.Combine(backup, "database.dump"), Path.Combine(backup, "manifest.json"), Path.Combine(backup, "versions.jsonl"),
            Path.Combine(backup, "keys", "issuer", "key.pem"), Path.Combine(folder, "objects", digest[..2], digest),
        ];
        var empty = await world.PrepareOtherAsync("flipped");
        foreach (var path in paths)
        {
            Flip(path);
            var (status, output) = await world.RunAsync(world.Settings(), "backup", folder, "--verify");
            Assert.Equal(1, status);
            Assert.Contains(path, output, StringComparison.Ordinal);
            (status, output) = await world.RunAsync(empty, "restore", folder);
            Assert.Equal(2, status);
            Assert.Contains(path, output, StringComparison.Ordinal);
            Flip(path);
        }

        File.Delete(paths[^1]);
        Assert.Contains("it is missing", (await world.RunAsync(empty, "restore", folder)).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(empty["JIM_DATA"], "issuer")), "a refused restore has written something");
        await BackUpAsync(folder); // copies what was lost again
        Assert.Equal(0, (await world.RunAsync(empty, "restore", folder, "--verify")).Status);
        Assert.Equal(0, (await world.RunAsync(empty, "restore", folder)).Status);
    }

    [Fact]
    public async Task Files_that_the_store_has_lost_or_spoilt_are_named_and_the_rest_is_kept()
    {
        var alice = await world.As("alice");
        var lost = await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes("lost " + Guid.NewGuid()));
        var spoilt = await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes("spoilt " + Guid.NewGuid()));
        var whole = Encoding.UTF8.GetBytes("whole " + Guid.NewGuid());
        var kept = await BackupFiles.UploadAsync(alice, whole);
        var (lostAt, spoiltAt) = (await ObjectOfAsync(lost), await ObjectOfAsync(spoilt));
        var bytes = await File.ReadAllBytesAsync(lostAt, TestContext.Current.CancellationToken);
        File.Delete(lostAt);
        Flip(spoiltAt);
        var folder = NewFolder();

        var (status, output) = await world.RunAsync(world.Settings(), "backup", folder);
        await File.WriteAllBytesAsync(lostAt, bytes, TestContext.Current.CancellationToken);
        Flip(spoiltAt);

        Assert.Equal(1, status);
        Assert.Contains($"{lost}/", output, StringComparison.Ordinal);
        Assert.Contains("the store has no such object", output, StringComparison.Ordinal);
        Assert.Contains($"{spoilt}/", output, StringComparison.Ordinal);
        Assert.Contains("other bytes", output, StringComparison.Ordinal);
        Assert.DoesNotContain($"{kept}/", output, StringComparison.Ordinal);
        var other = await world.PrepareOtherAsync("lost");
        Assert.Equal(1, (await world.RunAsync(other, "restore", folder)).Status);
        await using var restored = await JimProcess.RunAsync(other);
        await BackupFiles.CheckAsync(new JimClient(restored.Address, alice.Token), kept, "file", whole);
    }

    [Fact]
    public async Task A_backup_that_is_killed_or_interrupted_is_none_and_the_next_goes_on()
    {
        await BackupFiles.UploadAsync(await world.As("alice"), Encoding.UTF8.GetBytes("killed " + Guid.NewGuid()));
        var folder = NewFolder();
        foreach (var signal in (int[])[9, 2])
        {
            await using var held = await HoldAsync("lock table shop.orders in access exclusive mode");
            await using var backup = JimProcess.Start(world.Settings(), "backup", folder, "--env-file", "/dev/null");
            await Eventually.Holds(async () => await BackupWaits.CountAsync(world) > 0, Soon);
            Assert.Contains("uses", (await world.RunAsync(world.Settings(), "backup", folder)).Output, StringComparison.Ordinal);
            backup.Signal(signal);
            Assert.Equal(signal == 9 ? 137 : 130, await backup.ExitAsync(Soon));
            await held.RollbackAsync();
            await Eventually.Holds(async () => await BackupWaits.CountAsync(world, any: true) == 0, Soon);
            var (status, output) = await world.RunAsync(world.Settings(), "backup", folder, "--verify");
            Assert.Equal(2, status);
            Assert.Contains("no whole backup", output, StringComparison.Ordinal);
        }

        await BackUpAsync(folder);
        Assert.Empty(Directory.EnumerateDirectories(folder, ".unfinished-*"));
        Assert.Equal(0, (await world.RunAsync(world.Settings(), "backup", folder, "--verify")).Status);
    }

    [Fact]
    public async Task A_restore_that_is_killed_leaves_an_empty_database_and_can_be_run_again()
    {
        var bytes = Encoding.UTF8.GetBytes("again " + Guid.NewGuid());
        var alice = await world.As("alice");
        var file = await BackupFiles.UploadAsync(alice, bytes);
        var folder = NewFolder();
        await BackUpAsync(folder);
        var other = await world.PrepareOtherAsync("killed");
        var name = $"{world.Database.Name}_killed";
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(world.Database.ConnectionString) { Database = name, Pooling = false }.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            // The restore waits until it is known whether this schema comes to be.
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("create schema shop", connection, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await using var restore = JimProcess.Start(other, "restore", folder, "--env-file", "/dev/null");
            await Eventually.Holds(async () => await CountAsync(name, "and wait_event_type = 'Lock'") > 0, Soon);
            restore.Signal(9);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken); // psql holds its parent's output until it ends
            await restore.ExitAsync(Soon);
        }

        await Eventually.Holds(async () => await CountAsync(name, string.Empty) == 0, Soon);
        await using (var command = source.CreateCommand("select count(*) from pg_class where oid >= 16384"))
        {
            Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        var (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.True(status == 0, output);
        Assert.Equal(await world.DigestAsync(world.Database.Name), await world.DigestAsync(name));
        await using var restored = await JimProcess.RunAsync(other);
        await BackupFiles.CheckAsync(new JimClient(restored.Address, alice.Token), file, "file", bytes);
    }

    [Fact]
    public async Task A_restore_refuses_what_is_not_empty_and_a_schema_that_is_newer()
    {
        await BackupFiles.UploadAsync(await world.As("alice"), Encoding.UTF8.GetBytes("refused " + Guid.NewGuid()));
        var folder = NewFolder();
        await BackUpAsync(folder);
        var (status, output) = await world.RunAsync(world.Settings(), "restore", folder);
        Assert.Equal(2, status);
        Assert.Contains("is not empty", output, StringComparison.Ordinal);
        Assert.Contains("create database", output, StringComparison.Ordinal);

        var other = await world.PrepareOtherAsync("refused");
        var foreign = Path.Combine(Directory.CreateDirectory(Path.Combine(other["JIM_DATA"], "objects", "default")).FullName, "foreign");
        await File.WriteAllTextAsync(foreign, "x", TestContext.Current.CancellationToken);
        (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.Equal(2, status);
        Assert.Contains("default/foreign", output, StringComparison.Ordinal);
        File.Delete(foreign);

        await world.Database.ExecuteAsync("""
            insert into jim.history_platform values ('29990101_0001_later', '10.0.0');
            delete from jim.history_platform where "MigrationId" = '20261129_0005_routed'
            """);
        await BackUpAsync(folder);
        (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.Equal(2, status);
        Assert.Contains("29990101_0001_later", output, StringComparison.Ordinal);

        // One that is older is migrated.
        await world.Database.ExecuteAsync("""delete from jim.history_platform where "MigrationId" = '29990101_0001_later'""");
        await BackUpAsync(folder);
        (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.True(status == 0, output);
        Assert.Contains("applied 20261129_0005_routed", output, StringComparison.Ordinal);
        await world.Database.ExecuteAsync("insert into jim.history_platform values ('20261129_0005_routed', '10.0.0')");
    }

    [Fact]
    public async Task Later_backups_share_objects_and_old_ones_go()
    {
        var alice = await world.As("alice");
        var bytes = Encoding.UTF8.GetBytes("shared " + Guid.NewGuid());
        var file = await BackupFiles.UploadAsync(alice, bytes);
        var folder = NewFolder();
        await BackUpAsync(folder);
        var path = Path.Combine(folder, "objects", BackupFiles.Digest(bytes)[..2], BackupFiles.Digest(bytes));
        var copied = File.GetLastWriteTimeUtc(path);
        await BackUpAsync(folder);
        Assert.Equal(copied, File.GetLastWriteTimeUtc(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode);
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(f).UnixFileMode));

        await world.Database.ExecuteAsync($"delete from jim.files where id = '{file}'");
        var last = await BackUpAsync(folder, "--keep", "1");

        Assert.Equal([last], Backups(folder));
        Assert.False(File.Exists(path), "an object that no backup names is kept");
        Assert.Equal(0, (await world.RunAsync(world.Settings(), "backup", folder, "--verify")).Status);
    }

    [Fact]
    public async Task Uploads_that_wait_in_the_spool_are_in_the_backup_and_stored_after_the_restore()
    {
        var alice = await world.As("alice");
        var bytes = Encoding.UTF8.GetBytes("waits " + Guid.NewGuid());
        var folder = NewFolder();
        await world.StopAsync();
        string id;
        var port = $"http://127.0.0.1:{FreePort.Next()}";
        try
        {
            await using var gateway = await JimProcess.RunAsync(
                world.Settings(("JIM_PROCESS", "gateway"), ("JIM_LISTEN", port), ("JIM_PUBLIC_URL", world.Address.AbsoluteUri)));
            id = await BackupFiles.StageAsync(new JimClient(gateway.Address, alice.Token), bytes);
            await BackUpAsync(folder);
        }
        finally
        {
            await world.StartAgainAsync();
        }

        var other = await world.PrepareOtherAsync("spooled");
        var (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.True(status == 0, output);
        await using var restored = await JimProcess.RunAsync(other);
        var client = new JimClient(restored.Address, alice.Token);
        await BackupFiles.StoredAsync(client, id, bytes);
        await BackupFiles.CheckAsync(client, id, "file", bytes);
    }

    [Fact]
    public async Task A_store_or_a_database_that_is_away_is_told_and_no_backup_is_made()
    {
        await BackupFiles.UploadAsync(await world.As("alice"), Encoding.UTF8.GetBytes("away " + Guid.NewGuid()));
        var folder = NewFolder();
        var (status, output) = await world.RunAsync(
            world.Settings(
                ("S3_ENDPOINT", $"http://127.0.0.1:{FreePort.Next()}"), ("S3_ACCESS_KEY_ID", "key"), ("S3_SECRET_ACCESS_KEY", "secret")),
            "backup", folder);
        Assert.Equal(2, status);
        Assert.Contains("object store does not answer", output, StringComparison.Ordinal);
        (status, output) = await world.RunAsync(
            world.Settings(("DATABASE_OWNER_URL", $"postgres://nobody@127.0.0.1:{FreePort.Next()}/none")), "backup", folder);
        Assert.Equal(2, status);
        Assert.Contains("Postgres does not answer", output, StringComparison.Ordinal);
        Assert.Empty(Backups(folder));
    }

    /// <summary>A mount point without its disk looks like a folder that is missing, or is empty.</summary>
    [Fact]
    public async Task A_folder_whose_disk_is_not_mounted_is_not_written_to()
    {
        await BackupFiles.UploadAsync(await world.As("alice"), Encoding.UTF8.GetBytes("unmounted " + Guid.NewGuid()));
        var (folder, place) = (NewFolder(), NewFolder());
        await BackUpAsync(folder);
        var targets = folder + ".json";
        await File.WriteAllTextAsync(
            targets, $$"""[{ "name": "near", "url": "file://{{place}}" }]""", TestContext.Current.CancellationToken);
        var here = world.Settings(("JIM_TARGETS", targets));
        var other = await world.PrepareOtherAsync("unmounted", ("JIM_TARGETS", targets));

        await IsAwayAsync(here, "backup", NewFolder());
        await IsAwayAsync(other, "restore", folder);
        Assert.False(Directory.Exists(place));
        Directory.CreateDirectory(place);
        await IsAwayAsync(here, "backup", NewFolder());
        Assert.Empty(Directory.EnumerateFileSystemEntries(place));

        // A folder that a target had before is as empty with its mark.
        await File.WriteAllTextAsync(Path.Combine(place, ".jim-target"), "of before", TestContext.Current.CancellationToken);
        var (status, output) = await world.RunAsync(other, "restore", folder);
        Assert.True(status == 0, output);
    }

    [Fact]
    public async Task Rows_that_the_owner_may_not_see_are_not_left_out_without_a_word()
    {
        await world.Database.ExecuteAsync(
            $"set role {world.Owner}; create table shop.hidden (id int); alter table shop.hidden enable row level security, "
            + "force row level security; reset role");
        var (status, output) = await world.RunAsync(world.Settings(), "backup", NewFolder());
        await world.Database.ExecuteAsync("drop table shop.hidden");
        Assert.Equal(2, status);
        Assert.Contains("shop.hidden", output, StringComparison.Ordinal);
    }

    private string NewFolder() => Path.Combine(Path.GetDirectoryName(world.Backups)!, Guid.NewGuid().ToString("N"));

    private async Task IsAwayAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var (status, output) = await world.RunAsync(settings, arguments);
        Assert.Equal(2, status);
        Assert.Contains("directory is not there", output, StringComparison.Ordinal);
    }

    /// <summary>Makes a backup without a fault. Answers its folder.</summary>
    private async Task<string> BackUpAsync(string folder, params string[] arguments)
    {
        var (status, output) = await world.RunAsync(world.Settings(), ["backup", folder, .. arguments]);
        Assert.True(status == 0, output);
        return Backups(folder)[^1];
    }

    private static List<string> Backups(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(path => Regex.IsMatch(Path.GetFileName(path), "^[0-9]{4}-")).Order()];

    private static void Flip(string path)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }

    private async Task<string> ObjectOfAsync(string file) => Path.Combine(world.Data, "objects", await world.Database.ScalarAsync<string>(
        $"select object_key from jim.file_versions where file_id = '{file}'"));

    private async Task<NpgsqlTransaction> HoldAsync(string sql)
    {
        var connection = await world.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return transaction;
    }

    private Task<long> CountAsync(string database, string more) => world.Database.ScalarAsync<long>(
        $"select count(*) from pg_stat_activity where application_name = 'jim-backup' and datname = '{database}' {more}");
}
