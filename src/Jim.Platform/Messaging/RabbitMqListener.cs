using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>Runs the node's handler for each broadcast, one after another.</summary>
internal sealed partial class RabbitMqListener(
    IChannel channel, Action<ReadOnlyMemory<byte>> handler, TaskCompletionSource ended, ILogger logger)
    : EndingConsumer(channel, ended)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        try
        {
            handler(body.ToArray());
        }
        catch (Exception e)
        {
            Log.Threw(logger, e);
        }

        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.BroadcastHandlerFailed, LogLevel.Error, "The handler of a broadcast threw",
            EventName = nameof(LogEvents.BroadcastHandlerFailed))]
        public static partial void Threw(ILogger logger, Exception exception);
    }
}
