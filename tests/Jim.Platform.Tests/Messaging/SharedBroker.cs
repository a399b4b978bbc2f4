using RabbitMQ.Client;

namespace Jim.Platform.Tests.Messaging;

/// <summary>The run's RabbitMQ, as tests look at it beside the bus.</summary>
internal static class SharedBroker
{
    public static RabbitMqOptions Options => new(new Uri(TestServices.RabbitMq), "test");

    public static Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(TestServices.RabbitMq) }.CreateConnectionAsync(CancellationToken.None);

    /// <summary>Deletes queues with what is in them, whether consumed or not.</summary>
    public static async Task DeleteAsync(params IEnumerable<string> queues)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in queues)
        {
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        }
    }
}
