using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace Jim.Platform.Tests.Messaging;

/// <summary>On the run's shared broker.</summary>
public sealed class RabbitMqBusTests : MessageBusContract
{
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(TestServices.RabbitMq),
        }.CreateConnectionAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false);
    }

    protected override IMessageBus Make(TimeSpan? drain = null) => new RabbitMqBus(
        new RabbitMqOptions(new Uri(TestServices.RabbitMq), "test") { DrainDeadline = drain ?? TimeSpan.FromSeconds(20) },
        TimeProvider.System,
        NullLogger<RabbitMqBus>.Instance);

    [Fact]
    public async Task Events_reach_who_bound_a_queue_to_them()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServices.RabbitMq) }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        var queue = (await channel.QueueDeclareAsync(cancellationToken: Stop)).QueueName;
        await channel.QueueBindAsync(queue, Topology.EventsExchange, "documents.*", cancellationToken: Stop);
        var id = Guid.NewGuid().ToString();
        await Bus.PublishEventAsync("documents.U", id, Bytes("{\"key\":1}"), Stop);
        await Bus.PublishEventAsync("users.U", id, Bytes("{}"), Stop);

        BasicGetResult? got = null;
        await Eventually.Holds(async () => (got = await channel.BasicGetAsync(queue, autoAck: true, Stop)) is not null);
        Assert.Equal(
            (id, "documents.U", "application/json", true), (got!.BasicProperties.MessageId, got.RoutingKey, got.BasicProperties.ContentType,
                got.BasicProperties.Persistent));
        Assert.Null(await channel.BasicGetAsync(queue, autoAck: true, Stop));
    }

    [Fact]
    public async Task A_deleted_queue_is_declared_again_and_consumed()
    {
        var got = new ConcurrentBag<string>();
        await using var consumer = await Bus.ConsumeAsync(Queue, 1, Collect(got), Stop);
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServices.RabbitMq) }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false, cancellationToken: Stop);
        await Eventually.Holds(async () =>
        {
            try
            {
                await Bus.PublishAsync(Queue, Bytes("after"), Stop);
                return true;
            }
            catch (MessageBusException)
            {
                return false;
            }
        });
        await Eventually.Holds(() => got.Contains("after"));
    }

    [Fact]
    public async Task A_queue_that_was_declared_otherwise_does_not_disturb_the_others()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServices.RabbitMq) }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        var foreign = $"{Queue}.foreign";
        await channel.QueueDeclareAsync(foreign, durable: false, exclusive: false, autoDelete: true, cancellationToken: Stop);

        await using var refused = await Bus.ConsumeAsync(foreign, 1, (_, _) => Task.CompletedTask, Stop);
        var got = new ConcurrentBag<string>();
        await using var consumer = await Bus.ConsumeAsync(Queue, 1, Collect(got), Stop);
        await Bus.PublishAsync(Queue, Bytes("fine"), Stop);
        await Eventually.Holds(() => got.Contains("fine"));
        Assert.True(Bus.IsConnected);

        await channel.QueueDeleteAsync(foreign, ifUnused: false, ifEmpty: false, cancellationToken: Stop);
        await Eventually.Holds(async () =>
        {
            try
            {
                await Bus.PublishAsync(foreign, Bytes("healed"), Stop);
                return true;
            }
            catch (MessageBusException)
            {
                return false;
            }
        });
        await refused.DisposeAsync();
        await channel.QueueDeleteAsync(foreign, ifUnused: false, ifEmpty: false, cancellationToken: Stop);
    }
}
