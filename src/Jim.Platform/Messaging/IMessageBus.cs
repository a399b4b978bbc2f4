namespace Jim.Platform.Messaging;

/// <summary>
/// Wakes who must work, spreads the work, and tells every node that something happened. Messages are hints: what they speak of is a row in
/// Postgres, so one may come twice, late or not at all, and its handler must bear each. Bodies are small JSON (ids, never bytes, tokens or
/// row contents).
/// </summary>
public interface IMessageBus : IAsyncDisposable
{
    /// <summary>Whether messages can be sent and received at this moment.</summary>
    bool IsConnected { get; }

    /// <summary>Puts a message into a work queue that a consumer has declared. When this returns, the message is stored.</summary>
    /// <exception cref="MessageBusException">
    /// Not stored, or not known to be, within the deadline: the row must be emitted again.
    /// </exception>
    /// <exception cref="ArgumentException">The body is longer than <see cref="Topology.BodyBytesMax"/>.</exception>
    Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Tells the outside through the topic exchange <c>jim.events</c>. Confirmed; it is no error that nobody listens.</summary>
    /// <param name="messageId">By which receivers know a message that comes twice.</param>
    /// <exception cref="MessageBusException">Not stored, or not known to be, within the deadline.</exception>
    Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>
    /// Declares a work queue and runs the handler for each of its messages until disposed. A message is done when the handler returns; one
    /// whose handler throws goes to <c>jim.dead</c>. Disposing takes no more messages and waits for the handlers at work.
    /// </summary>
    /// <param name="prefetch">How many handlers run at once, at most.</param>
    /// <param name="handler">Its token ends when the wait at disposing has lasted too long; the message then stays in the queue.</param>
    Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken);

    /// <summary>
    /// Tells every listening node, this one too. Not stored and not confirmed: who misses it must look by itself sometimes.
    /// </summary>
    /// <exception cref="MessageBusException">Not connected.</exception>
    Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Hears what is broadcast, one after another, until disposed. The handler must be quick.</summary>
    Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken);
}
