using Jim.Platform.Messaging;

namespace Jim.Platform.Tests.Jobs;

/// <summary>Queues of this test alone on a broker that others use too.</summary>
internal sealed class PrefixedBus(IMessageBus bus, string prefix) : IMessageBus
{
    public bool IsConnected => bus.IsConnected;

    public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken ct) => bus.PublishAsync(prefix + queue, body, ct);

    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        bus.PublishEventAsync(routingKey, messageId, body, ct);

    public Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken ct) =>
        bus.ConsumeAsync(prefix + queue, prefetch, handler, ct);

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken ct) => bus.BroadcastAsync(body, ct);

    public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken ct) => bus.ListenAsync(handler, ct);

    public ValueTask DisposeAsync() => bus.DisposeAsync();
}
