using System.Threading.Channels;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>Puts what the client delivers into our own queue of deliveries.</summary>
internal sealed class RabbitMqConsumer(
    IChannel channel, ChannelWriter<Delivery> deliveries, TaskCompletionSource ended, TimeSpan settleDeadline, TimeProvider timeProvider)
    : EndingConsumer(channel, ended)
{
    protected override async Task TakeAsync(
        ulong deliveryTag, IReadOnlyBasicProperties properties, byte[] body, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(
            body, TraceHeaders.Read(properties.Headers), done => SettleAsync(deliveryTag, done), () => !Channel.IsOpen);
        try
        {
            // Waits only while handlers of an earlier connection still run: one connection has at most the prefetch count unsettled.
            await deliveries.WriteAsync(delivery, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The consumer is ending; the message stays in the queue.
        }
    }

    /// <summary>
    /// A failed message is rejected and never requeued. Requeued, it would be dead after ten deliveries on brokers that count those of
    /// classic rejects, and be delivered for ever on the others.
    /// </summary>
    private async ValueTask SettleAsync(ulong deliveryTag, bool done)
    {
        var settling = done
            ? Channel.BasicAckAsync(deliveryTag, multiple: false, CancellationToken.None)
            : Channel.BasicRejectAsync(deliveryTag, requeue: false, CancellationToken.None);
        await settling.AsTask().WaitAsync(settleDeadline, timeProvider);
    }
}
