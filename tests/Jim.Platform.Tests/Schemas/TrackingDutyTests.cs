using Jim.Data.Migrations;
using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;
using Npgsql;

namespace Jim.Platform.Tests.Schemas;

public sealed class TrackingDutyTests : IAsyncLifetime
{
    private readonly RecordedLog<TrackingDuty> _log = new();
    private readonly SteppingTime _time = new();
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
    public async Task Tracks_two_rounds_later_where_a_look_takes_long()
    {
        var duty = NewDuty(_database.Database.ConnectionString);
        await duty.RunAsync(isFirst: true, Cancel);
        _time.Step = TimeSpan.FromMilliseconds(20);
        foreach (var table in (string[])["notes", "others"])
        {
            await ExecuteAsync($"create table {table} (id int primary key)");
            await duty.RunAsync(isFirst: false, Cancel);
            await duty.RunAsync(isFirst: false, Cancel);
            Assert.False(await IsTrackedAsync(table));

            // The third round does, or a later one where autovacuum holds the table for a moment.
            await Eventually.Holds(async () =>
            {
                await duty.RunAsync(isFirst: false, Cancel);
                return await IsTrackedAsync(table);
            });
        }

        Task<bool> IsTrackedAsync(string table) => _database.ScalarAsync<bool>(
            $"select exists (select from pg_trigger where tgrelid = '{table}'::regclass)");
    }

    [Fact]
    public async Task Leaves_a_table_that_a_writer_holds_for_the_next_round()
    {
        var duty = NewDuty(_database.Database.ConnectionString);
        await ExecuteAsync("create table notes (id int primary key)");
        await using (var writer = await _database.Database.DataSource.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await writer.BeginTransactionAsync(Cancel);
            await RunAsync(writer, "insert into notes values (1)");
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

    /// <summary>
    /// A round that waits for ten tables (200 ms each) lasts longer than Postgres waits before it looks for deadlocks (1 s). Did it keep the
    /// lock of the table that it has tracked before them, the transaction that holds the ten and wants that one would fail.
    /// </summary>
    [Fact]
    public async Task A_transaction_over_tables_that_a_round_tracks_does_not_end_in_a_deadlock()
    {
        var duty = NewDuty(_database.Database.ConnectionString);
        await ExecuteAsync("create table a (id int primary key)");
        var held = string.Join(", ", Enumerable.Range(10, 10).Select(n => $"held{n}"));
        await ExecuteAsync(string.Concat(held.Split(", ").Select(name => $"create table {name} (id int primary key);")));
        await using var team = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await team.BeginTransactionAsync(Cancel);
        await RunAsync(team, $"lock table {held} in share update exclusive mode");
        var round = duty.RunAsync(isFirst: true, Cancel);
        await Eventually.Holds(async () => await _database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where application_name = 'jim-keeper' and wait_event_type = 'Lock'") > 0);

        await RunAsync(team, "comment on table a is 'Seen.'");
        await transaction.CommitAsync(Cancel);
        await round;
        Assert.Contains(_log.Entries, entry => entry.Id == LogEvents.TableTracked);
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
        new TrackingOptions(owner), _time, _log);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);

    /// <summary>What kind of entry the log ends with after the statement.</summary>
    private async Task<string> WriteAsync(string sql)
    {
        await ExecuteAsync(sql);
        return await _database.ScalarAsync<string>(
            "select op::text from jim.change where tbl = 'notes'::regclass order by seq desc limit 1");
    }

    /// <summary>Moves on by a step whenever a timestamp is taken.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _now;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += Step.Ticks;
    }
}
