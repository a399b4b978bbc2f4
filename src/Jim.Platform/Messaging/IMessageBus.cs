namespace Jim.Platform.Messaging;

/// <summary>Carries small messages between processes. RabbitMQ, or an in-process twin; every loss costs time only, because rows are the truth.</summary>
public interface IMessageBus : IAsyncDisposable
{
    bool IsConnected { get; }

    /// <summary>Confirmed and mandatory within the bus's deadline, else <see cref="MessageBusException"/>. The body is JSON of less than 4 KiB.</summary>
    Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken ct);

    /// <summary>To the topic exchange <c>jim.events</c>, confirmed; nobody has to listen.</summary>
    Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken ct);

    /// <summary>
    /// Declares the queue (durable, quorum, delivery limit 10, dead letters to <c>jim.dead</c>) and runs the handler for each message, <paramref name="prefetch"/>
    /// at once, until disposed. Acknowledges after the handler returned; a handler that throws sends the message to <c>jim.dead</c>.
    /// </summary>
    Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken ct);

    /// <summary>To every listening node, this one too; not confirmed.</summary>
    Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken ct);

    /// <summary>Runs the handler for every broadcast until disposed.</summary>
    Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken ct);
}
