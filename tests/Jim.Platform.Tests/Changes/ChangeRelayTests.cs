using Jim.Data.Migrations;
using Jim.Platform.Changes;
using Jim.Platform.Tests.Jobs;
using Jim.Platform.Tests.Messaging;
using RabbitMQ.Client;

namespace Jim.Platform.Tests.Changes;

/// <summary>Other systems hear of each change, in the order of its row, whatever happens to broker and keeper.</summary>
public sealed class ChangeRelayTests : IAsyncLifetime
{
    private readonly HandBus _bus = new();
    private MigratedDatabase _database = null!;
    private ChangeRelay _relay = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None, """
            create table notes (id int primary key, title text, done boolean);
            create table pairs (a int, b text, primary key (b, a));
            """);
        await _bus.PublishAsync(Topology.RelayQueue, "{}"u8.ToArray(), Cancel);
        _relay = NewRelay();
        await _relay.RunAsync(isFirst: true, Cancel);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_change_is_told_with_its_key_its_columns_and_a_cursor_and_never_with_what_it_holds()
    {
        await ExecuteAsync("insert into notes values (1, 'a secret', false)");
        await ExecuteAsync("update notes set title = 'a secret too' where id = 1");
        await ExecuteAsync("insert into pairs values (1, 'x')");
        await ExecuteAsync("delete from notes");
        await ExecuteAsync("truncate pairs");
        await _relay.RunAsync(isFirst: false, Cancel);

        Assert.Equal(
            [
                "public.notes.insert [\"1\"] null", "public.notes.update [\"1\"] [\"title\"]", "public.pairs.insert [\"x\",\"1\"] null",
                "public.notes.delete [\"1\"] null", "public.pairs.truncate [] null",
            ],
            _bus.Events.Select(e => (e.Key, Body: Body(e.Body))).Select(e =>
                $"{e.Key} {e.Body.GetProperty("key").GetRawText()} {e.Body.GetProperty("changedColumns").GetRawText()}"));
        Assert.All(_bus.Events, e =>
        {
            var body = Body(e.Body);
            Assert.Equal(e.Id, body.GetProperty("id").GetString());
            Assert.Equal($"{body.GetProperty("table")}.{body.GetProperty("op")}", e.Key);
            Assert.InRange(body.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
            Assert.Equal(JsonValueKind.Null, body.GetProperty("actor").ValueKind);
            Assert.NotEmpty(body.GetProperty("cursor").GetString()!);
            Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
        });
        Assert.Equal(5, _bus.Events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_AsyncAPI_document_says_what_is_sent()
    {
        await ExecuteAsync("insert into notes values (1)");
        await _relay.RunAsync(isFirst: false, Cancel);
        var path = Path.Combine(JimProcess.RepositoryRoot(), "docs", "asyncapi.json");
        var payload = JsonElement.Parse(await File.ReadAllTextAsync(path, Cancel))
            .GetProperty("components").GetProperty("messages").GetProperty("change").GetProperty("payload");
        var sent = Body(Assert.Single(_bus.Events).Body).EnumerateObject().Select(member => member.Name).ToList();
        Assert.Equal(sent, payload.GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.Equal(sent, payload.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task What_the_broker_did_not_take_is_told_later_under_the_same_id()
    {
        await ExecuteAsync("insert into notes values (1), (2)");
        _bus.IsDown = true;
        await Assert.ThrowsAsync<MessageBusException>(() => _relay.RunAsync(isFirst: false, Cancel));
        await ExecuteAsync("insert into notes values (3)");
        _bus.IsDown = false;
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Equal(["1", "2", "3"], Keys());

        // A keeper that died before it stored how far it had come.
        await ExecuteAsync("update jim.relay set snapshot = '1:1:' where name = 'changes'; delete from jim.change_mark");
        await NewRelay().RunAsync(isFirst: true, Cancel);
        Assert.Equal(["1", "2", "3", "1", "2", "3"], Keys());
        Assert.Equal(3, _bus.Events.Where(e => e.Key == "public.notes.insert").Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_next_keeper_goes_on_where_the_last_one_stopped()
    {
        await ExecuteAsync("insert into notes values (1)");
        await _relay.RunAsync(isFirst: false, Cancel);
        await ExecuteAsync("insert into notes values (2)");
        await NewRelay().RunAsync(isFirst: true, Cancel);
        Assert.Equal(["1", "2"], Keys());
    }

    [Fact]
    public async Task Where_the_log_no_longer_tells_each_change_every_table_is_told_as_a_whole()
    {
        await ExecuteAsync("insert into notes values (1)");
        await ExecuteAsync(
            "insert into jim.change_mark values (now() - interval '80 hours', pg_snapshot_xmax(pg_current_snapshot())); "
            + "delete from jim.change");
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Contains("public.notes.truncate", _bus.Events.Select(e => e.Key));
        Assert.Contains("public.pairs.truncate", _bus.Events.Select(e => e.Key));
        Assert.DoesNotContain("public.notes.insert", _bus.Events.Select(e => e.Key));
    }

    /// <summary>The broker lost its data, or a consumer that missed something has taken the mark away.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_mark_in_the_broker_is_gone_everything_is_told_again_behind_a_replay(bool dies)
    {
        await ExecuteAsync("insert into notes values (1)");
        await _relay.RunAsync(isFirst: false, Cancel);
        var before = Told().Single();
        _bus.Lose();
        await ExecuteAsync("insert into notes values (2)");
        await _relay.RunAsync(isFirst: false, Cancel);
        var told = _bus.Events.Count;
        if (dies)
        {
            _relay = NewRelay();
        }

        await ExecuteAsync("insert into notes values (3)");
        await _relay.RunAsync(isFirst: dies, Cancel);
        Assert.Equal("jim.change.replay", _bus.Events[told].Key);
        Assert.Equal("replay", Body(_bus.Events[told].Body).GetProperty("op").GetString());
        Assert.Equal(["1", "2", "3"], Keys().TakeLast(3));
        Assert.Equal(before, Told().SkipLast(2).Last());

        // Once: from here on it goes on as before.
        await ExecuteAsync("insert into notes values (4)");
        await _relay.RunAsync(isFirst: false, Cancel);
        Assert.Equal("4", Keys().Last());
        Assert.Equal(6, Keys().Count());

        IEnumerable<string> Told() => _bus.Events.Where(e => e.Key == "public.notes.insert").Select(e => e.Id);
    }

    [Fact]
    public async Task A_consumer_that_takes_the_mark_away_is_told_everything_though_nothing_changes()
    {
        await ExecuteAsync("insert into notes values (1)");
        await _relay.RunAsync(isFirst: false, Cancel);
        _bus.Lose();
        await Eventually.Holds(async () =>
        {
            await _relay.RunAsync(isFirst: false, Cancel);
            return Keys().SequenceEqual(["1", "1"]);
        });
    }

    [Fact]
    public async Task A_key_that_no_message_can_hold_is_told_as_its_table()
    {
        await ExecuteAsync("insert into pairs values (1, repeat('é', 2000))");
        await _relay.RunAsync(isFirst: false, Cancel);
        var told = Assert.Single(_bus.Events, e => e.Key.StartsWith("public.", StringComparison.Ordinal));
        Assert.Equal("public.pairs.truncate", told.Key);
    }

    [Fact]
    public async Task They_reach_who_bound_a_queue_at_a_real_broker()
    {
        await using var connection = await SharedBroker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await using var bus = new RabbitMqBus(SharedBroker.Options, TimeProvider.System, NullLogger<RabbitMqBus>.Instance);
        await Eventually.Holds(() => bus.IsConnected);
        await Eventually.Holds(async () =>
        {
            if (await bus.CountAsync(Topology.RelayQueue, Cancel) == 0)
            {
                await bus.PublishAsync(Topology.RelayQueue, "{}"u8.ToArray(), Cancel);
            }

            return await bus.CountAsync(Topology.RelayQueue, Cancel) > 0;
        });
        var relay = new ChangeRelay(_database.Gateway, bus, TimeProvider.System);
        await relay.RunAsync(isFirst: true, Cancel);
        var queue = (await channel.QueueDeclareAsync(cancellationToken: Cancel)).QueueName;
        await channel.QueueBindAsync(queue, Topology.EventsExchange, "public.notes.*", cancellationToken: Cancel);
        await ExecuteAsync("insert into notes select generate_series(1, 300)");
        await ExecuteAsync("update notes set done = true");
        await relay.RunAsync(isFirst: false, Cancel);

        var keys = new List<string>();
        await Eventually.Holds(async () =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true, Cancel) is { } got)
            {
                keys.Add($"{got.RoutingKey} {Body(got.Body.ToArray()).GetProperty("key")[0]}");
            }

            return keys.Count == 600;
        });
        Assert.Equal(600, keys.Distinct().Count());
        Assert.All(
            Enumerable.Range(1, 300),
            n => Assert.True(keys.IndexOf($"public.notes.insert {n}") < keys.IndexOf($"public.notes.update {n}")));
    }

    private ChangeRelay NewRelay() => new(_database.Gateway, _bus, TimeProvider.System);

    private IEnumerable<string?> Keys() => _bus.Events
        .Where(e => e.Key == "public.notes.insert").Select(e => Body(e.Body).GetProperty("key")[0].GetString());

    private static JsonElement Body(byte[] body) => JsonElement.Parse(body);

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);
}
