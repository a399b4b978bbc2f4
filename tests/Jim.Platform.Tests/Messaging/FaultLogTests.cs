using System.Net;
using System.Net.Sockets;
using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Tests.Messaging;

/// <summary>
/// What fails around messages is logged by type and place, without the texts of exceptions: they may hold a user's values.
/// </summary>
public sealed class FaultLogTests
{
    private const string Secret = "Zq8-secret";

    private readonly RecordedLog<InProcessBus> _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_handler_of_messages()
    {
        await using var bus = new InProcessBus(TimeProvider.System, _log);
        await using var consumer = await bus.ConsumeAsync("q", 1, (_, _) => throw new InvalidOperationException(Secret), Cancel);

        await bus.PublishAsync("q", "{}"u8.ToArray(), Cancel);

        await CheckAsync(LogEvents.MessageDead);
    }

    [Fact]
    public async Task Of_a_handler_of_broadcasts()
    {
        await using var bus = new InProcessBus(TimeProvider.System, _log);
        await using var listener = await bus.ListenAsync(_ => throw new InvalidOperationException(Secret), Cancel);

        await bus.BroadcastAsync("{}"u8.ToArray(), Cancel);

        await CheckAsync(LogEvents.BroadcastHandlerFailed);
    }

    [Fact]
    public async Task Of_a_message_that_cannot_be_sent()
    {
        var log = new RecordedLog<JobQueue>();
        var bus = new InProcessBus(TimeProvider.System, _log);
        await bus.DisposeAsync();

        await new JobQueue(bus, log).HintAsync(Guid.NewGuid(), "x", JobPriority.Normal, Cancel);

        var (id, text) = Assert.Single(log.Entries);
        Assert.Equal(LogEvents.JobNotPublished, id);
        Assert.Contains("(the message bus is closed)", text, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(MessageBusException), text, StringComparison.Ordinal);
    }

    /// <summary>An outage lasts many attempts; each link to the broker tells each reason once.</summary>
    [Fact]
    public async Task Of_a_broker_that_cannot_be_reached_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var log = new RecordedLog<RabbitMqBus>();
        var options = new RabbitMqOptions(new Uri($"amqp://guest:guest@{listener.LocalEndpoint}/"), "test")
        {
            ReconnectFirst = TimeSpan.FromMilliseconds(5), ReconnectMax = TimeSpan.FromMilliseconds(5),
        };
        await using (new RabbitMqBus(options, TimeProvider.System, log))
        {
            for (var attempt = 0; attempt < 20; attempt++)
            {
                using var refused = await listener.AcceptTcpClientAsync(Cancel);
            }
        }

        var told = log.Entries.Where(e => e.Id == LogEvents.BrokerUnreachable).ToList();
        Assert.NotEmpty(told);
        Assert.Equal(told.Distinct().Count(), told.Count);
    }

    private async Task CheckAsync(int expected)
    {
        await Eventually.Holds(() => _log.Entries.Count > 0);
        var (id, text) = Assert.Single(_log.Entries);
        Assert.Equal(expected, id);
        Assert.Contains(nameof(InvalidOperationException), text, StringComparison.Ordinal);
        Assert.Contains(nameof(FaultLogTests), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }
}
