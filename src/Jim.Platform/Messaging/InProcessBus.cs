using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Messaging;

/// <summary>
/// The bus of a single process without a broker: bounded queues in memory. As with RabbitMQ, a full work queue refuses messages, and dead
/// letters and broadcasts drop the oldest. Its messages are lost with the process; they are published again from the rows in Postgres.
/// </summary>
public sealed class InProcessBus(TimeProvider timeProvider, ILogger<InProcessBus> logger) : IMessageBus
{
    private const int QueueLengthMax = 10_000;
    private const int DeadLettersMax = 1_000;

    private readonly ConcurrentDictionary<string, Channel<Delivery>> _queues = new(
        [KeyValuePair.Create(Topology.DeadQueue, CreateChannel<Delivery>(DeadLettersMax, BoundedChannelFullMode.DropOldest))],
        StringComparer.Ordinal);

    private readonly ConcurrentDictionary<InProcessListener, bool> _listeners = new();
    private readonly ConcurrentDictionary<QueueWorkers, bool> _consumers = new();
    private volatile bool _closed;

    public bool IsConnected => !_closed;

    /// <summary>How long a consumer that is disposed waits for handlers that still run.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(20);

    public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        cancellationToken.ThrowIfCancellationRequested();
        return _closed ? Task.FromException(new MessageBusException("the message bus is closed"))
            : !_queues.TryGetValue(queue, out var messages) ? Task.FromException(new MessageBusException($"no such queue {queue}"))
            : messages.Writer.TryWrite(CreateDelivery(queue, body.ToArray())) ? Task.CompletedTask
            : Task.FromException(new MessageBusException($"a message for queue {queue} was refused: it is full"));
    }

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken) =>
        Task.FromResult((long)GetQueue(queue).Reader.Count);

    /// <summary>Does nothing, because nobody outside this process can listen.</summary>
    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        return _closed ? Task.FromException(new MessageBusException("the message bus is closed")) : Task.CompletedTask;
    }

    public Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        var messages = GetQueue(queue);
        var workers = new QueueWorkers(messages.Reader, (queue, "jim"), prefetch, handler, DrainDeadline, timeProvider, logger);
        _consumers[workers] = true;
        return Task.FromResult<IAsyncDisposable>(new DisposeOnce(async () =>
        {
            _consumers.TryRemove(workers, out _);
            await workers.DisposeAsync();
        }));
    }

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        var copy = body.ToArray();
        foreach (var listener in _listeners.Keys)
        {
            listener.Post(copy);
        }

        return _closed ? Task.FromException(new MessageBusException("the message bus is closed")) : Task.CompletedTask;
    }

    public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken)
    {
        var listener = new InProcessListener(handler, logger);
        _listeners[listener] = true;
        return Task.FromResult<IAsyncDisposable>(new DisposeOnce(async () =>
        {
            _listeners.TryRemove(listener, out _);
            await listener.DisposeAsync();
        }));
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await Task.WhenAll(_consumers.Keys.Select(c => c.DisposeAsync().AsTask()));
        await Task.WhenAll(_listeners.Keys.Select(l => l.DisposeAsync().AsTask()));
    }

    internal static Channel<T> CreateChannel<T>(int length, BoundedChannelFullMode mode) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(length) { FullMode = mode });

    private Channel<Delivery> GetQueue(string queue) =>
        _queues.GetOrAdd(queue, static _ => CreateChannel<Delivery>(QueueLengthMax, BoundedChannelFullMode.Wait));

    private Delivery CreateDelivery(string queue, byte[] body) => new(
        body,
        TraceHeaders.Current,
        done =>
        {
            if (!done && queue != Topology.DeadQueue)
            {
                _queues[Topology.DeadQueue].Writer.TryWrite(CreateDelivery(Topology.DeadQueue, body));
            }

            return ValueTask.CompletedTask;
        },
        static () => false);
}
