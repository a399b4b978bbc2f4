using System.Globalization;
using Jim.Data.Migrations;
using Jim.Platform.Cache;
using Jim.Platform.Changes;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;

namespace Jim.Platform.Tests.Changes;

/// <summary>A transaction that commits after one that began later still ends the answers that were kept in between.</summary>
public sealed class CommitOrderTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ResultCache _cache =
        new(new MemoryCacheStore(TimeProvider.System), TimeProvider.System, NullLogger<ResultCache>.Instance);

    private MigratedDatabase _database = null!;
    private ChangeReader _reader = null!;
    private ChangeTailer _tailer = null!;
    private LiveQueries _live = null!;
    private SchemaOwner _schemas = null!;
    private Task _following = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None, "create table notes (id int primary key)");
        _reader = new ChangeReader(_database.Gateway);
        _tailer = new ChangeTailer(_reader, TimeProvider.System, NullLogger<ChangeTailer>.Instance);
        _live = new LiveQueries(_tailer, TimeProvider.System, LiveOptions.Default);
        _schemas = new SchemaOwner(
            new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"])), TimeProvider.System, NullLogger<SchemaOwner>.Instance);
        await _schemas.CheckAsync(Cancel);
        var bus = new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance);
        _following = new ChangeSpine(_tailer, _schemas, _cache, _live, bus).FollowRowsAsync(_stop.Token);
        await _tailer.WaitUntilToldAsync(PgSnapshot.Parse("1:1:"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _live.Dispose();
        _tailer.Dispose();
        _schemas.Dispose();
        _stop.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_earlier_transaction_that_commits_last_is_seen()
    {
        await using var early = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await early.BeginTransactionAsync(Cancel);
        await using var insert = early.CreateCommand();
        insert.CommandText = "insert into notes values (1)";
        await insert.ExecuteNonQueryAsync(Cancel);

        await _database.Database.ExecuteAsync("insert into notes values (2)");
        Assert.Equal(("1", false), await CountAsync());
        Assert.Equal(("1", true), await CountAsync());
        await transaction.CommitAsync(Cancel);
        Assert.Equal(("2", false), await CountAsync());
    }

    /// <summary>The cached number of notes, once the cache has been told of all commits.</summary>
    private async Task<(string Count, bool Hit)> CountAsync()
    {
        await _tailer.WaitUntilToldAsync(await _reader.CurrentAsync(Cancel), Cancel);
        var tag = CacheTags.ForTable(await _database.ScalarAsync<uint>("select 'notes'::regclass::oid"));
        var (answer, hit) = await _cache.GetOrRunAsync(
            "count"u8.ToArray(), [tag], null,
            async () =>
            {
                var count = await _database.ScalarAsync<long>("select count(*) from notes");
                return new CachedAnswer("1:1:", Encoding.UTF8.GetBytes(count.ToString(CultureInfo.InvariantCulture)));
            },
            Cancel);
        return (Encoding.UTF8.GetString(answer!.Data.Span), hit);
    }
}
