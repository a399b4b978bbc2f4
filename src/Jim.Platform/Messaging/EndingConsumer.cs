using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Jim.Platform.Messaging;

/// <summary>A consumer that says when it gets no more messages.</summary>
/// <param name="ended">Completes when the broker ends the consumer, because its queue was deleted, or when its channel closes.</param>
internal abstract class EndingConsumer(IChannel channel, TaskCompletionSource ended) : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        ended.TrySetResult();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        ended.TrySetResult();
        return base.HandleChannelShutdownAsync(channel, reason);
    }
}
