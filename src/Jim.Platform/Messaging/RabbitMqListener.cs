using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>Runs the node's handler for each broadcast, one after another.</summary>
internal sealed partial class RabbitMqListener(
    IChannel channel, Action<ReadOnlyMemory<byte>> handler, TaskCompletionSource ended, ILogger logger)
    : EndingConsumer(channel, ended)
{
    protected override Task TakeAsync(
        ulong deliveryTag, IReadOnlyBasicProperties properties, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            handler(body);
        }
        catch (Exception e)
        {
            Log.BroadcastHandlerFailed(logger, e);
        }

        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.BroadcastHandlerFailed, LogLevel.Error, "The handler of a broadcast threw")]
        public static partial void BroadcastHandlerFailed(ILogger logger, Exception exception);
    }
}
