using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>Runs the node's handler for each broadcast, one after another.</summary>
internal sealed class RabbitMqListener(
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
            BroadcastLog.BroadcastHandlerFailed(logger, PostgresFailure.Describe(e), e.StackTrace);
        }

        return Task.CompletedTask;
    }
}
