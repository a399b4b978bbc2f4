using System.Collections.Concurrent;

namespace Jim.Platform.Tests.Jobs;

/// <summary>A bus whose messages the test moves by hand: it loses, doubles and reorders them, or is down.</summary>
internal sealed class HandBus : IMessageBus
{
    private readonly ConcurrentQueue<(string Queue, byte[] Body)> _messages = new();
    private readonly ConcurrentQueue<(string Key, string Id, byte[] Body)> _events = new();
    private readonly ConcurrentDictionary<string, Func<ReadOnlyMemory<byte>, CancellationToken, Task>> _consumers = new();

    public bool IsDown { get; set; }

    public bool IsConnected => !IsDown;

    public IReadOnlyList<(string Queue, byte[] Body)> Messages => [.. _messages];

    public IReadOnlyList<(string Key, string Id, byte[] Body)> Events => [.. _events];

    public void Lose() => _messages.Clear();

    public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Refuse();
        _messages.Enqueue((queue, body.ToArray()));
        return Task.CompletedTask;
    }

    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Refuse();
        _events.Enqueue((routingKey, messageId, body.ToArray()));
        return Task.CompletedTask;
    }

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        Refuse();
        return Task.FromResult(_messages.LongCount(m => m.Queue == queue));
    }

    public Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        Refuse();
        _consumers[queue] = handler;
        return Task.FromResult<IAsyncDisposable>(new Consumer(() => _consumers.TryRemove(queue, out _)));
    }

    /// <summary>Hands a message to whoever consumes the queue; throws what the consumer throws (a dead letter).</summary>
    public Task DeliverAsync(string queue, byte[] body) => _consumers[queue](body, CancellationToken.None);

    public bool IsConsumed(string queue) => _consumers.ContainsKey(queue);

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Refuse()
    {
        if (IsDown)
        {
            throw new MessageBusException("down");
        }
    }

    private sealed class Consumer(Action stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            stop();
            return ValueTask.CompletedTask;
        }
    }
}
