namespace Jim.Platform.Messaging;

/// <summary>
/// Sends messages that have one of several workers look at a job, and messages that tell every node that something happened. What is to be
/// done stands in rows of Postgres: a message may arrive twice, late or not at all, and its handler must cope with each. Bodies are small
/// JSON with ids; they never hold tokens or the contents of files or rows.
/// </summary>
public interface IMessageBus : IAsyncDisposable
{
    /// <summary>Whether messages can be sent and received at this moment.</summary>
    bool IsConnected { get; }

    /// <summary>Puts a message into a work queue that a consumer has declared. When this returns, the broker has stored it.</summary>
    /// <exception cref="MessageBusException">
    /// Not stored within the deadline, or not known to be: the message for the row must be published again later.
    /// </exception>
    /// <exception cref="ArgumentException">The body is longer than <see cref="Topology.BodyBytesMax"/>.</exception>
    Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes to other systems through the topic exchange <c>jim.events</c>. The broker confirms it; that nobody listens is no error.
    /// </summary>
    /// <param name="messageId">By this id receivers recognise a message that arrives twice.</param>
    /// <exception cref="MessageBusException">Not stored, or not known to be, within the deadline.</exception>
    Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Declares a work queue and counts the messages that wait in it.</summary>
    /// <exception cref="MessageBusException">Not told within the deadline.</exception>
    Task<long> CountAsync(string queue, CancellationToken cancellationToken);

    /// <summary>
    /// Declares a work queue and runs the handler for each of its messages until disposed. A message is done when the handler returns; one
    /// whose handler throws goes to <c>jim.dead</c>. Disposing takes no more messages and waits for the handlers that still run.
    /// </summary>
    /// <param name="prefetch">How many handlers run at once, at most.</param>
    /// <param name="handler">Its token is cancelled when disposing has waited too long; the message then stays in the queue.</param>
    Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken);

    /// <summary>
    /// Sends to every node that listens, this one included. Not stored and not confirmed: a node that misses it must poll as well.
    /// </summary>
    /// <exception cref="MessageBusException">Not connected.</exception>
    Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Runs the handler for each broadcast, one after another, until disposed. The handler must be quick.</summary>
    Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken);
}
