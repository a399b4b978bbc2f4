using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>
/// The bus on RabbitMQ 3.10 and later. It has two connections: a broker that is short of memory or disk blocks the one that publishes,
/// while the one that consumes goes on and empties queues. Both connect in the background, so the process starts without a broker too.
/// </summary>
public sealed class RabbitMqBus : IMessageBus
{
    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RabbitMqBus> _logger;
    private readonly RabbitMqPublisher _publisher;
    private readonly RabbitMqLink<IConnection> _consuming;
    private readonly ConcurrentDictionary<RabbitMqSubscription, bool> _subscriptions = new();
    private int _closed;

    public RabbitMqBus(RabbitMqOptions options, TimeProvider timeProvider, ILogger<RabbitMqBus> logger)
    {
        (_options, _timeProvider, _logger) = (options, timeProvider, logger);
        _publisher = new RabbitMqPublisher(options, timeProvider, logger);
        _consuming = new RabbitMqLink<IConnection>(options, "consume", DeclareAsync, timeProvider, logger);
    }

    public bool IsConnected => _publisher.IsUp && _consuming.IsUp;

    /// <summary>
    /// Waits until both connections are open and gives the version of the broker; null: they are not open in time. An open connection shows
    /// that address, TLS and credentials are right.
    /// </summary>
    public async Task<string?> FindServerVersionAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            var consuming = await _consuming.GetSessionAsync(within, cancellationToken);
            await _publisher.ConnectedAsync(within, cancellationToken);
            return consuming.ServerProperties is { } properties
                && properties.TryGetValue("version", out var version) && version is byte[] text
                ? Encoding.UTF8.GetString(text)
                : "of unknown version";
        }
        catch (Exception e) when (e is TimeoutException or MessageBusException)
        {
            return null;
        }
    }

    public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        return _publisher.PublishToQueueAsync(queue, body, cancellationToken);
    }

    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        return _publisher.PublishEventAsync(routingKey, messageId, body, cancellationToken);
    }

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => _publisher.CountAsync(queue, cancellationToken);

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Messages.CheckLength(body);
        return _publisher.BroadcastAsync(body, cancellationToken);
    }

    public Task<IAsyncDisposable> ConsumeAsync(
        string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        var deliveries = Channel.CreateBounded<Delivery>(new BoundedChannelOptions(prefetch) { FullMode = BoundedChannelFullMode.Wait });
        var workers = new QueueWorkers(
            deliveries.Reader, (queue, "rabbitmq"), prefetch, handler, _options.DrainDeadline, _timeProvider, _logger);
        return SubscribeAsync(
            $"the queue {queue}",
            async (channel, ended, cancellationToken) =>
            {
                await RabbitMqDeclarations.DeclareQueueAsync(channel, queue, cancellationToken);
                await channel.BasicQosAsync(0, (ushort)prefetch, global: false, cancellationToken);
                var consumer = new RabbitMqConsumer(channel, deliveries.Writer, ended, _options.OpenDeadline, _timeProvider);
                return await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
            },
            () =>
            {
                deliveries.Writer.TryComplete();
                return workers.DisposeAsync().AsTask();
            },
            cancellationToken);
    }

    public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken) => SubscribeAsync(
        "broadcasts",
        async (channel, ended, cancellationToken) =>
        {
            var queue = await RabbitMqDeclarations.DeclareNodeQueueAsync(channel, cancellationToken);
            return await channel.BasicConsumeAsync(
                queue, autoAck: true, new RabbitMqListener(channel, handler, ended, _logger), cancellationToken);
        },
        () => Task.CompletedTask,
        cancellationToken);

    /// <summary>Ends the consumers first, because they finish their messages over the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        await Task.WhenAll(_subscriptions.Keys.Select(s => s.DisposeAsync().AsTask()));
        await Task.WhenAll(_consuming.DisposeAsync().AsTask(), _publisher.DisposeAsync().AsTask());
    }

    /// <summary>
    /// Returns when the subscription consumes, or after <see cref="RabbitMqOptions.ConnectWait"/>; it then begins when the broker is back.
    /// </summary>
    private async Task<IAsyncDisposable> SubscribeAsync(
        string name, Func<IChannel, TaskCompletionSource, CancellationToken, Task<string>> attach, Func<Task> drain,
        CancellationToken cancellationToken)
    {
        var subscription = new RabbitMqSubscription(_options, _consuming, name, attach, drain, _timeProvider, _logger);
        _subscriptions[subscription] = true;
        try
        {
            await subscription.Attached.WaitAsync(_options.ConnectWait, _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The broker is down or slow.
        }
        catch (OperationCanceledException)
        {
            await EndAsync(subscription);
            throw;
        }

        return new DisposeOnce(() => EndAsync(subscription));
    }

    private async ValueTask EndAsync(RabbitMqSubscription subscription)
    {
        if (_subscriptions.TryRemove(subscription, out _))
        {
            await subscription.DisposeAsync();
        }
    }

    private static async Task<IConnection> DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(null, cancellationToken);
        await RabbitMqDeclarations.DeclareAsync(channel, cancellationToken);
        await channel.CloseAsync(cancellationToken);
        return connection;
    }
}
