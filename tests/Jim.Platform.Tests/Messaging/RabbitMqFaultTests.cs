using System.Collections.Concurrent;
using System.Diagnostics;

namespace Jim.Platform.Tests.Messaging;

/// <summary>A broker of the test's own that is stopped, killed, wiped, frozen.</summary>
public sealed class RabbitMqFaultTests(RabbitMqFaultTests.Broker broker) : IAsyncLifetime, IClassFixture<RabbitMqFaultTests.Broker>
{
    private readonly string _queue = $"work.{Guid.NewGuid():N}";

    private RabbitMqBus _bus = null!;

    private RabbitMqServer Server => broker.Server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bus = Bus(o => o);
        await Eventually.Holds(() => _bus.IsConnected);
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task After_a_kill_and_a_wipe_everything_is_declared_again_and_goes_on()
    {
        var (got, heard) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await using var consumer = await _bus.ConsumeAsync(_queue, 2, Collect(got), Stop);
        await using var listener = await _bus.ListenAsync(b => heard.Add(Encoding.UTF8.GetString(b.Span)), Stop);
        await _bus.PublishAsync(_queue, "before"u8.ToArray(), Stop);
        await Eventually.Holds(() => got.Contains("before"));

        await Server.KillAsync();
        await Eventually.Holds(() => !_bus.IsConnected);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<MessageBusException>(() => _bus.PublishAsync(_queue, "down"u8.ToArray(), Stop));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5)); // a broker that is down costs a second, not the deadline

        Server.Wipe();
        await Server.StartAsync();
        watch.Restart();
        await Eventually.Holds(() => Sent(_bus, "after"), TimeSpan.FromSeconds(10));
        await Eventually.Holds(() => got.Contains("after"));
        await Eventually.Holds(async () =>
        {
            await _bus.BroadcastAsync("hello"u8.ToArray(), Stop);
            return heard.Contains("hello");
        });
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_was_confirmed_outlives_a_restart_and_a_message_at_work_comes_again()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var got = new ConcurrentBag<string>();
        await using var consumer = await _bus.ConsumeAsync(
            _queue,
            1,
            async (body, cancellationToken) =>
            {
                if (entered.TrySetResult())
                {
                    await leave.Task;
                }

                await Collect(got)(body, cancellationToken);
            },
            Stop);
        await _bus.PublishAsync(_queue, "first"u8.ToArray(), Stop);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await _bus.PublishAsync(_queue, "second"u8.ToArray(), Stop);

        await Server.StopAsync();
        await Eventually.Holds(() => !_bus.IsConnected);
        await Server.StartAsync();
        leave.SetResult();
        await Eventually.Holds(() => got.Contains("second") && got.Count(m => m == "first") == 2, TimeSpan.FromSeconds(10));
        Assert.Equal(3, got.Count);
    }

    [Fact]
    public async Task A_broker_that_says_nothing_costs_the_deadline_and_then_its_connection()
    {
        await using var hasty = Bus(o => o with { PublishDeadline = TimeSpan.FromSeconds(1), OpenDeadline = TimeSpan.FromSeconds(1) });
        await using var consumer = await hasty.ConsumeAsync(_queue, 1, (_, _) => Task.CompletedTask, Stop);
        await Eventually.Holds(() => Sent(hasty, "declared"));
        Server.Freeze(true);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Assert.ThrowsAsync<MessageBusException>(() =>
            hasty.PublishAsync(_queue, "frozen"u8.ToArray(), Stop))));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        Assert.False(hasty.IsConnected);
        Server.Freeze(false);
        await Eventually.Holds(() => Sent(hasty, "thawed"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_message_that_ends_its_process_each_time_is_dead_after_ten()
    {
        var dead = new ConcurrentBag<string>();
        await using var graveyard = await _bus.ConsumeAsync(Topology.DeadQueue, 1, Collect(dead), Stop);
        await (await _bus.ConsumeAsync(_queue, 1, (_, _) => Task.CompletedTask, Stop)).DisposeAsync();
        await _bus.PublishAsync(_queue, "killer"u8.ToArray(), Stop);

        var seen = 0;
        while (!dead.Contains("killer"))
        {
            Assert.True(seen <= Topology.DeliveryLimit + 1, "it was delivered too often");
            var died = new TaskCompletionSource();
            await using var process = Bus(o => o with { DrainDeadline = TimeSpan.Zero });
            await using var consumer = await process.ConsumeAsync(
                _queue,
                1,
                async (_, cancellationToken) =>
                {
                    Interlocked.Increment(ref seen);
                    died.TrySetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                },
                Stop);
            await Task.WhenAny(died.Task, Eventually.Holds(() => dead.Contains("killer")));
        }

        Assert.Equal(Topology.DeliveryLimit + 1, seen);
    }

    [Fact]
    public async Task A_bus_whose_broker_is_down_starts_and_begins_when_it_comes()
    {
        await Server.StopAsync();
        await using var early = Bus(o => o);
        var got = new ConcurrentBag<string>();
        await using var consumer = await early.ConsumeAsync(_queue, 1, Collect(got), Stop);
        Assert.False(early.IsConnected);
        await Server.StartAsync();
        await Eventually.Holds(() => early.IsConnected, TimeSpan.FromSeconds(10));
        await Eventually.Holds(async () =>
        {
            try
            {
                await early.PublishAsync(_queue, "bird"u8.ToArray(), Stop);
                return true;
            }
            catch (MessageBusException)
            {
                return false; // not declared yet
            }
        });
        await Eventually.Holds(() => got.Contains("bird"));
    }

    [Fact]
    public async Task A_broker_short_of_memory_refuses_at_once_while_consumers_go_on()
    {
        await using var full = await RabbitMqServer.StartNewAsync("vm_memory_high_watermark.absolute = 16MB");
        await using var bus = new RabbitMqBus(new RabbitMqOptions(full.Url, "test"), TimeProvider.System, NullLogger<RabbitMqBus>.Instance);
        await Eventually.Holds(() => bus.IsConnected);
        await using var consumer = await bus.ConsumeAsync(_queue, 1, (_, _) => Task.CompletedTask, Stop);
        var watch = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<MessageBusException>(() => bus.PublishAsync(_queue, "{}"u8.ToArray(), Stop));
        Assert.Contains("short of memory or disk", refused.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private RabbitMqBus Bus(Func<RabbitMqOptions, RabbitMqOptions> with) =>
        new(with(new RabbitMqOptions(Server.Url, "test")), TimeProvider.System, NullLogger<RabbitMqBus>.Instance);

    private async Task<bool> Sent(RabbitMqBus bus, string text)
    {
        try
        {
            await bus.PublishAsync(_queue, Encoding.UTF8.GetBytes(text), Stop);
            return true;
        }
        catch (MessageBusException)
        {
            return false;
        }
    }

    private static Func<ReadOnlyMemory<byte>, CancellationToken, Task> Collect(ConcurrentBag<string> got) => (body, _) =>
    {
        got.Add(Encoding.UTF8.GetString(body.Span));
        return Task.CompletedTask;
    };

    /// <summary>One broker for the class: its tests run one after another, and each leaves it running.</summary>
    public sealed class Broker : IAsyncLifetime
    {
        private RabbitMqServer? _server;

        public RabbitMqServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await RabbitMqServer.StartNewAsync();

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
