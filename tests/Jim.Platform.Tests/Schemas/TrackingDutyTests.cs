using Jim.Data.Migrations;
using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Tests.Schemas;

public sealed class TrackingDutyTests : IAsyncLifetime
{
    private readonly RecordedLog<TrackingDuty> _log = new();
    private MigratedDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await MigratedDatabase.CreateAsync(DataModel.None);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Tracks_what_was_made_or_altered_and_logs_it_as_changed()
    {
        var duty = NewDuty(_database.Database.ConnectionString);
        await duty.RunAsync(isFirst: true, Cancel);
        Assert.Empty(_log.Entries);

        await ExecuteAsync("create table notes (id int primary key, v int)");
        await duty.RunAsync(isFirst: false, Cancel);
        Assert.Equal("T", await WriteAsync("select"));
        Assert.Equal("I", await WriteAsync("insert into notes values (1, 1)"));

        await ExecuteAsync("alter table notes rename v to vv");
        await duty.RunAsync(isFirst: false, Cancel);
        Assert.Equal("U", await WriteAsync("update notes set vv = 2"));
        Assert.Equal([LogEvents.TableTracked, LogEvents.TableTracked], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Leaves_a_table_that_a_writer_holds_for_the_next_round()
    {
        var duty = NewDuty(_database.Database.ConnectionString);
        await ExecuteAsync("create table notes (id int primary key)");
        await using (var writer = await _database.Database.DataSource.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await writer.BeginTransactionAsync(Cancel);
            await using var insert = writer.CreateCommand();
            insert.CommandText = "insert into notes values (1)";
            await insert.ExecuteNonQueryAsync(Cancel);
            await duty.RunAsync(isFirst: true, Cancel);
            Assert.Equal([LogEvents.TableUntracked], _log.Entries.Select(entry => entry.Id));
            await transaction.CommitAsync(Cancel);
        }

        // Autovacuum may hold the table for a moment.
        await Eventually.Holds(async () =>
        {
            await duty.RunAsync(isFirst: false, Cancel);
            return _log.Entries.Count > 1;
        });
        Assert.Equal([LogEvents.TableUntracked, LogEvents.TableTracked], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task The_gateways_role_tracks_nothing_and_that_is_said_once()
    {
        var duty = NewDuty(_database.GatewayConnectionString);
        await duty.RunAsync(isFirst: true, Cancel);
        await ExecuteAsync("create table notes (id int primary key)");
        await duty.RunAsync(isFirst: false, Cancel);
        Assert.Equal([LogEvents.TrackingNotAllowed], _log.Entries.Select(entry => entry.Id));
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from pg_trigger where tgrelid = 'notes'::regclass"));
    }

    private TrackingDuty NewDuty(string owner) => new(
        new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"])), new SnapshotOptions(["public"]),
        new TrackingOptions(owner), _log);

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);

    /// <summary>What kind of entry the log ends with after the statement.</summary>
    private async Task<string> WriteAsync(string sql)
    {
        await ExecuteAsync(sql);
        return await _database.ScalarAsync<string>(
            "select op::text from jim.change where tbl = 'notes'::regclass order by seq desc limit 1");
    }
}
