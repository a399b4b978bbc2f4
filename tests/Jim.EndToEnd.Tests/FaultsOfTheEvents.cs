namespace Jim.EndToEnd.Tests;

/// <summary>One process of Jim that publishes to a broker of its own, by way of a proxy that can lose what passes.</summary>
public sealed class EventsWorld : EmbeddedWorld
{
    public RabbitMqServer Broker { get; private set; } = null!;

    public TcpProxy Proxy { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Broker = await RabbitMqServer.StartNewAsync();
        Proxy = new TcpProxy(Broker.Url.AbsoluteUri);
        Environment["RABBITMQ_URL"] = Proxy.Url;
        await base.InitializeAsync();
        await Database.ExecuteAsync(
            "create table public.notes (id int primary key, title text, done boolean); grant select on public.notes to jim_user");
        await Database.AwaitTrackedAsync("public.notes");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Proxy.DisposeAsync();
        await Broker.DisposeAsync();
    }
}

/// <summary>
/// Whatever happens to the broker, its consumer, and the way to either: each committed change reaches the consumer, those of a row in
/// their order. The consumer is the example in Node, unchanged.
/// </summary>
public sealed class FaultsOfTheEvents(EventsWorld world) : IClassFixture<EventsWorld>, IAsyncLifetime
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);
    private static int rows;
    private readonly List<int> _written = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-events-").FullName;
    private EventConsumer _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _consumer = new EventConsumer(world.Proxy.Url, _folder, "public.notes.*");
        await _consumer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_example_keeps_each_change_once_and_those_of_a_row_in_their_order()
    {
        await WriteAsync(50);
        await ArrivedAsync();
        await _consumer.KillAsync();
        await WriteAsync(50);
        await _consumer.StartAsync();
        await ArrivedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_is_killed_costs_time_only_also_where_it_forgets_everything(bool wiped)
    {
        await WriteAsync(20);
        await ArrivedAsync();
        await _consumer.KillAsync();
        await WriteAsync(20); // these wait in the broker
        await PublishedAsync();
        await world.Broker.KillAsync();
        await WriteAsync(20);
        if (wiped)
        {
            world.Broker.Wipe();
        }

        await world.Broker.StartAsync();
        await WriteAsync(20);
        await _consumer.StartAsync();
        await WriteAsync(20);
        await ArrivedAsync();
    }

    [Theory]
    [InlineData("set_disk_free_limit", "1000000GB", "10MB")]
    [InlineData("set_vm_memory_high_watermark", "0.0001", "0.4")]
    public async Task What_a_broker_short_of_disk_or_memory_refuses_is_told_once_it_has_room(string setting, string alarm, string none)
    {
        await WriteAsync(5);
        await ArrivedAsync();
        var refusals = Refusals();
        await world.Broker.ControlAsync(setting, alarm);
        await WriteAsync(20);
        await Eventually.Holds(() => Refusals() > refusals, Recovery);
        await world.Broker.ControlAsync(setting, none);
        await ArrivedAsync();
    }

    [Fact]
    public async Task Connections_that_are_half_open_are_given_up_and_nothing_is_lost()
    {
        await WriteAsync(5);
        await ArrivedAsync();
        world.Proxy.Swallow();
        await WriteAsync(20);
        await ArrivedAsync();
    }

    private int Refusals() => world.Gateway.Log.Split("ChangeRelay failed").Length;

    /// <summary>Three changes of each row, each in a transaction of its own.</summary>
    private async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = Interlocked.Increment(ref rows);
            await world.Database.ExecuteAsync($"insert into public.notes values ({id}, 'a')");
            await world.Database.ExecuteAsync($"update public.notes set title = 'b' where id = {id}");
            await world.Database.ExecuteAsync($"delete from public.notes where id = {id}");
            _written.Add(id);
        }
    }

    private async Task ArrivedAsync()
    {
        var wanted = new[] { "insert", "update title", "delete" };
        var told = await Eventually.Gives(
            () => Task.FromResult(_consumer.TellRows()),
            rows => _written.TrueForAll(id => rows[$"{id}"].Count() >= wanted.Length),
            Recovery);
        Assert.All(_written, id => Assert.Equal(wanted, told[$"{id}"]));
        Assert.Equal(_consumer.Ids().Count, _consumer.Ids().Distinct().Count());
    }

    /// <summary>The relay has stored that the broker has all changes of until now.</summary>
    private async Task PublishedAsync()
    {
        await Eventually.Holds(
            () => world.Database.ScalarAsync<bool>("""
                select not exists (
                  select from jim.change c, jim.relay r
                  where r.name = 'changes' and not pg_visible_in_snapshot(c.xid, r.snapshot::pg_snapshot))
                """),
            Recovery);
    }
}
