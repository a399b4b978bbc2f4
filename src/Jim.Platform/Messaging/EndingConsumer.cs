using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Jim.Platform.Messaging;

/// <summary>A consumer that takes one message after another and says when it gets no more of them.</summary>
/// <param name="ended">Completes when the broker ends the consumer, because its queue was deleted, or when its channel closes.</param>
internal abstract class EndingConsumer(IChannel channel, TaskCompletionSource ended) : AsyncDefaultBasicConsumer(channel)
{
    public sealed override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default) =>
        TakeAsync(deliveryTag, properties, body.ToArray(), cancellationToken);

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

    /// <summary>Takes a message. The client delivers the next one when the task has ended.</summary>
    /// <param name="deliveryTag">Names the message on this channel when it is settled.</param>
    /// <param name="body">A copy, because the client reuses its own memory after the delivery.</param>
    protected abstract Task TakeAsync(
        ulong deliveryTag, IReadOnlyBasicProperties properties, byte[] body, CancellationToken cancellationToken);
}
