namespace Jim.Platform.Tests.Jobs;

/// <summary>Queues of this test alone on a broker that others use too.</summary>
internal sealed class PrefixedBus(IMessageBus bus, string prefix) : IMessageBus
{
    public bool IsConnected => bus.IsConnected;

    public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        bus.PublishAsync(prefix + queue, body, cancellationToken);

    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        bus.PublishEventAsync(routingKey, messageId, body, cancellationToken);

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => bus.CountAsync(prefix + queue, cancellationToken);

    public Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken) =>
        bus.ConsumeAsync(prefix + queue, prefetch, handler, cancellationToken);

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        bus.BroadcastAsync(body, cancellationToken);

    public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken) =>
        bus.ListenAsync(handler, cancellationToken);

    public ValueTask DisposeAsync() => bus.DisposeAsync();
}
