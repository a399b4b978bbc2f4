using Jim.Data.Migrations;
using Jim.Platform.Jobs;
using Jim.Platform.Tests.Jobs;
using Jim.Platform.Webhooks;

namespace Jim.Platform.Tests.Webhooks;

/// <summary>Each change becomes one job for each webhook that asks for it, whatever happens to the keeper.</summary>
public sealed class WebhookRelayTests : IAsyncLifetime
{
    private readonly HandBus _bus = new();
    private MigratedDatabase _database = null!;
    private WebhookRelay _relay = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(
            DataModel.None, "create table notes (id int primary key, title text); create table others (id int primary key)");
        _relay = await NewRelayAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_webhook_is_told_of_what_it_asks_for()
    {
        await AddAsync("'all'", "null", "null");
        await AddAsync("'notes'", "array['public.notes']", "null");
        await AddAsync("'deletes'", "array['public.*']", "array['delete']");
        await AddAsync("'elsewhere'", "array['jim.*', 'notes.public']", "null");
        await ExecuteAsync("insert into notes values (1)");
        await ExecuteAsync("insert into others values (2)");
        await ExecuteAsync("delete from notes");
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Equal(
            [
                "all public.notes.delete", "all public.notes.insert", "all public.others.insert", "deletes public.notes.delete",
                "notes public.notes.delete", "notes public.notes.insert",
            ], (await ToldAsync()).Where(told => told.Contains(" public.", StringComparison.Ordinal)));
        Assert.Equal(await CountAsync(), _bus.Messages.Count(m => m.Queue == JobQueue.Webhook));
    }

    [Fact]
    public async Task What_was_committed_before_it_was_made_is_not_told_to_a_webhook()
    {
        await ExecuteAsync("insert into notes values (1)");
        await AddAsync("'late'", "array['public.notes']", "null");
        await ExecuteAsync("insert into notes values (2)");
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task A_keeper_that_dies_or_leads_beside_another_queues_nothing_twice_and_misses_nothing()
    {
        await AddAsync("'one'", "array['public.notes']", "null");
        await ExecuteAsync("insert into notes values (1)");
        var other = await NewRelayAsync();
        await _relay.RunAsync(isFirst: false, Cancel);
        await other.RunAsync(isFirst: false, Cancel);
        Assert.Equal(1L, await CountAsync());
        await ExecuteAsync("insert into notes values (2)");
        await (await NewRelayAsync()).RunAsync(isFirst: false, Cancel);
        _bus.IsDown = true; // what the broker does not take stays queued
        await ExecuteAsync("insert into notes values (3)");
        await _relay.RunAsync(isFirst: true, Cancel);
        Assert.Equal(3L, await CountAsync());
    }

    [Fact]
    public async Task More_changes_of_a_table_than_are_told_one_by_one_are_told_as_the_whole_table()
    {
        await AddAsync("'one'", "array['public.*']", "null");
        await ExecuteAsync("insert into others values (1)");
        await ExecuteAsync("insert into notes select generate_series(1, 1001)");
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Equal(["one public.notes.truncate", "one public.others.insert"], await ToldAsync());
    }

    private async Task<WebhookRelay> NewRelayAsync()
    {
        var queue = new JobQueue(_bus, NullLogger<JobQueue>.Instance);
        var relay = new WebhookRelay(_database.Gateway, queue, new WebhookOptions(AllowsPrivate: true, []), TimeProvider.System);
        await relay.RunAsync(isFirst: true, Cancel);
        return relay;
    }

    private Task AddAsync(string name, string tables, string operations) => ExecuteAsync(
        $"insert into jim.webhooks (url, tables, ops, secret) values ('http://' || {name}, {tables}, {operations}::jim.webhook_op[], 'whsec_')");

    private Task<long> CountAsync() => _database.ScalarAsync<long>("select count(*) from jim.jobs where kind = 'webhook.deliver'");

    private async Task<IEnumerable<string>> ToldAsync() => await _database.ScalarAsync<string[]>("""
        select coalesce(array_agg(told order by told collate "C"), '{}') from (
          select substr(w.url, 8) || ' ' || ((j.payload ->> 'body')::jsonb ->> 'type') as told
          from jim.jobs j join jim.webhooks w on w.id = (j.payload ->> 'webhookId')::uuid) t
        """);

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);
}
