using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace Jim.Platform.Tests.Messaging;

/// <summary>On the run's shared broker.</summary>
public sealed class RabbitMqBusTests : MessageBusContract
{
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await SharedBroker.DeleteAsync(Queue);
    }

    protected override IMessageBus Make(TimeSpan? drain = null) => new RabbitMqBus(
        SharedBroker.Options with { DrainDeadline = drain ?? TimeSpan.FromSeconds(20) },
        TimeProvider.System,
        NullLogger<RabbitMqBus>.Instance);

    [Fact]
    public async Task Events_reach_who_bound_a_queue_to_them()
    {
        await using var connection = await SharedBroker.ConnectAsync();
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
        await SharedBroker.DeleteAsync(Queue);
        await PublishWhenTakenAsync(Queue, "after");
        await Eventually.Holds(() => got.Contains("after"));
    }

    [Fact]
    public async Task A_queue_that_was_declared_otherwise_does_not_disturb_the_others()
    {
        await using var connection = await SharedBroker.ConnectAsync();
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
        await PublishWhenTakenAsync(foreign, "healed");
        await refused.DisposeAsync();
        await channel.QueueDeleteAsync(foreign, ifUnused: false, ifEmpty: false, cancellationToken: Stop);
    }

    /// <summary>Publishes, again and again until the broker has such a queue.</summary>
    private Task PublishWhenTakenAsync(string queue, string text) => Eventually.Holds(async () =>
    {
        try
        {
            await Bus.PublishAsync(queue, Bytes(text), Stop);
            return true;
        }
        catch (MessageBusException)
        {
            return false;
        }
    });
}
