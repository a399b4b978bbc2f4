using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Jim.Postgres.Tests.Schema;

public sealed class CatalogWatcherTests
{
    private const string Sql = "create table notes (id uuid primary key, body text); grant select on notes to jim_user";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alter table notes add extra int")]
    [InlineData("alter table notes alter body set not null")]
    [InlineData("alter table notes alter body set default 'x'")]
    [InlineData("alter table notes drop body")]
    [InlineData("alter table notes rename body to text")]
    [InlineData("alter table notes enable row level security")]
    [InlineData("comment on column notes.body is 'What it says.'")]
    [InlineData("grant select (id) on notes to jim_anonymous")]
    [InlineData("create unique index on notes (body)")]
    [InlineData("create table more (id uuid primary key, note_id uuid references notes)")]
    [InlineData("drop table notes")]
    [InlineData("revoke usage on schema public from public")]
    [InlineData("create view seen as select * from notes")]
    [InlineData("create policy mine on notes using (true)")]
    public async Task Every_change_of_structure_or_grants_gives_a_new_snapshot(string change)
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        using var watcher = WatcherOf(database, TimeProvider.System);
        var first = await watcher.StartAsync(Cancel);
        var told = new List<DatabaseSnapshot>();
        watcher.Changed += (snapshot, _) =>
        {
            told.Add(snapshot);
            return Task.CompletedTask;
        };
        Assert.False(await watcher.CheckAsync(Cancel));
        await database.ExecuteAsync(change);
        Assert.True(await watcher.CheckAsync(Cancel));
        Assert.False(await watcher.CheckAsync(Cancel));
        Assert.Same(watcher.Current, Assert.Single(told));
        Assert.Equal((1, 2), (first.Version, watcher.Current.Version));
        Assert.NotEqual(first.Catalog.Fingerprint, watcher.Current.Catalog.Fingerprint);
    }

    [Theory]
    [InlineData("insert into notes values (gen_random_uuid(), 'x'); analyze notes")]
    [InlineData("truncate notes")]
    [InlineData("create temporary table passing (id int)")]
    [InlineData("create index on notes (body)")]
    public async Task What_clients_cannot_see_gives_none(string change)
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        using var watcher = WatcherOf(database, TimeProvider.System);
        await watcher.StartAsync(Cancel);
        await database.ExecuteAsync(change);
        Assert.False(await watcher.CheckAsync(Cancel));
    }

    [Fact]
    public async Task Looks_at_every_beat_and_keeps_the_last_good_schema()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        var timeProvider = new ManualTime(DateTimeOffset.UnixEpoch);
        using var watcher = WatcherOf(database, timeProvider);
        await watcher.StartAsync(Cancel);
        var changed = new TaskCompletionSource<DatabaseSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Changed += (snapshot, _) =>
        {
            changed.SetResult(snapshot);
            return Task.CompletedTask;
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = watcher.RunAsync(stop.Token);

        await database.ExecuteAsync("create table clash (id uuid primary key, a_b int, \"aB\" int); grant select on clash to jim_user");
        await Assert.ThrowsAsync<SchemaException>(() => watcher.CheckAsync(Cancel));
        Assert.Equal(1, watcher.Current.Version);
        await database.ExecuteAsync("comment on column clash.a_b is '@omit'");
        timeProvider.Advance(CatalogWatcher.Beat);
        var next = await changed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True(next.ViewFor("jim_user").Has("Query", "clashes"));
        await stop.CancelAsync();
        await running;
    }

    private static CatalogWatcher WatcherOf(TestDatabase database, TimeProvider timeProvider) =>
        new(database.DataSource, CatalogOptions.Default, SchemaOptions.Default, timeProvider, NullLogger<CatalogWatcher>.Instance);
}
