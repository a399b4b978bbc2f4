using Jim.Data.Migrations;
using Jim.Platform.Jobs;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Tests.Jobs;

/// <summary>The change log is deleted by age, though its rows have no times, and who reads from before hears of it.</summary>
public sealed class OldChangesTests : IAsyncLifetime
{
    private MigratedDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None, "create table notes (id int primary key)");
        await ExecuteAsync("delete from jim.change");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Deletes_what_was_committed_before_a_mark_that_is_old_enough_and_nothing_else()
    {
        await ExecuteAsync("insert into notes select generate_series(1, 25)");
        await OthersEndAsync();
        Assert.Equal(0, await DeleteAsync());
        await ExecuteAsync("insert into notes values (26)");
        await AgeMarksAsync("71 hours");
        Assert.Equal(0, await DeleteAsync());

        await AgeMarksAsync("2 hours");
        Assert.Equal((25L, 1), ((await Old().CountAsync(Cancel)).Rows, await CountMarksOlderThanAsync("72 hours")));
        var pauses = 0;
        Assert.Equal(25, await DeleteAsync(10, () => pauses++));
        Assert.Equal(2, pauses);
        Assert.Equal("26", await ReadKeysAsync());
    }

    [Fact]
    public async Task Who_reads_from_before_the_floor_hears_that_anything_may_have_changed()
    {
        var reader = new ChangeReader(_database.Gateway);
        var before = await reader.CurrentAsync(Cancel);
        await ExecuteAsync("insert into notes values (1)");
        await OthersEndAsync();
        await DeleteAsync();
        var after = await reader.CurrentAsync(Cancel);
        await AgeMarksAsync("73 hours");
        Assert.Equal(1, await DeleteAsync());

        Assert.True((await reader.ReadAsync(before, Cancel)).Overflow);
        await ExecuteAsync("insert into notes values (2)");
        var delta = await reader.ReadAsync(after, Cancel);
        Assert.Equal((false, "2"), (delta.Overflow, delta.Changes.Single().Key.Single()));
    }

    [Fact]
    public async Task What_a_transaction_logs_that_was_open_at_the_mark_stays()
    {
        await using var writer = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await writer.BeginTransactionAsync(Cancel);
        await using (var insert = new NpgsqlCommand("insert into notes values (1)", writer))
        {
            await insert.ExecuteNonQueryAsync(Cancel);
        }

        await DeleteAsync();
        await AgeMarksAsync("73 hours");
        await transaction.CommitAsync(Cancel);
        Assert.Equal(0, await DeleteAsync());
        Assert.Equal("1", await ReadKeysAsync());
    }

    [Fact]
    public async Task Keeps_everything_where_it_is_told_to()
    {
        await ExecuteAsync("insert into notes values (1)");
        var kept = new OldChanges(_database.Gateway, new JobsOptions { KeepChanges = null });
        Assert.Equal(0, await kept.DeleteAsync(10, _ => Task.CompletedTask, Cancel));
        Assert.Equal((0L, null), await kept.CountAsync(Cancel));
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from jim.change_mark"));
    }

    /// <summary>Transactions of other tests, in any database of the cluster, that began before the last change hold a mark back.</summary>
    private Task OthersEndAsync() => Eventually.Holds(() => _database.ScalarAsync<bool>(
        "select max(xid) < pg_snapshot_xmin(pg_current_snapshot()) from jim.change"));

    private OldChanges Old() => new(_database.Gateway, new JobsOptions());

    private Task<long> DeleteAsync(int batchSize = 500, Action? onPause = null) => Old().DeleteAsync(
        batchSize,
        _ =>
        {
            onPause?.Invoke();
            return Task.CompletedTask;
        },
        Cancel);

    private Task AgeMarksAsync(string by) => ExecuteAsync($"update jim.change_mark set at = at - interval '{by}'");

    private async Task<int> CountMarksOlderThanAsync(string age) => (int)await _database.ScalarAsync<long>(
        $"select count(*) from jim.change_mark where at < now() - interval '{age}'");

    private Task<string> ReadKeysAsync() => _database.ScalarAsync<string>(
        "select coalesce(string_agg(key[1], ' ' order by seq), '') from jim.change where tbl = 'notes'::regclass");

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);
}
