using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>Declares in the broker what <see cref="Topology"/> names. Declaring again what exists changes nothing.</summary>
internal static class RabbitMqDeclarations
{
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(Topology.DeadExchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(
            Topology.EventsExchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(
            Topology.NodesExchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await DeclareQueueAsync(channel, Topology.DeadQueue, cancellationToken);
        await channel.QueueBindAsync(Topology.DeadQueue, Topology.DeadExchange, string.Empty, cancellationToken: cancellationToken);
    }

    public static Task<QueueDeclareOk> DeclareQueueAsync(
        IChannel channel, string queue, CancellationToken cancellationToken) => channel.QueueDeclareAsync(
        queue,
        durable: true,
        exclusive: false,
        autoDelete: false,
        Topology.BuildQueueArguments(queue),
        cancellationToken: cancellationToken);

    /// <summary>
    /// Declares the node's own queue of broadcasts and answers its name. It ends with the connection; when full, the oldest are dropped.
    /// </summary>
    public static async Task<string> DeclareNodeQueueAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var queue = await channel.QueueDeclareAsync(
            string.Empty,
            durable: false,
            exclusive: true,
            autoDelete: true,
            new Dictionary<string, object?> { ["x-max-length"] = Topology.NodeQueueLengthMax, ["x-overflow"] = "drop-head" },
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.QueueName, Topology.NodesExchange, string.Empty, cancellationToken: cancellationToken);
        return queue.QueueName;
    }
}
