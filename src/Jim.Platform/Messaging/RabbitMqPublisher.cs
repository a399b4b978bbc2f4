using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Jim.Platform.Messaging;

/// <summary>
/// Publishes, on a connection of its own, because a broker that is short of memory or disk blocks the connections that publish. Every
/// publish has the deadline of <see cref="RabbitMqOptions.PublishDeadline"/>. The caller's token is not passed to RabbitMQ.Client, because
/// a cancelled publish makes it mix up later confirms. After any failure other than a refusal by the broker the connection is dropped.
/// </summary>
internal sealed partial class RabbitMqPublisher : IAsyncDisposable
{
    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly RabbitMqLink<Channels> _link;

    public RabbitMqPublisher(RabbitMqOptions options, TimeProvider timeProvider, ILogger logger)
    {
        (_options, _timeProvider, _logger) = (options, timeProvider, logger);
        _slots = new SemaphoreSlim(options.PublishesMax);
        _link = new RabbitMqLink<Channels>(options, "publish", OpenAsync, timeProvider, logger);
    }

    public bool IsUp => _link.IsUp;

    /// <summary>Ends when the connection is open.</summary>
    /// <exception cref="TimeoutException">It is not within that time.</exception>
    public Task ConnectedAsync(TimeSpan within, CancellationToken cancellationToken) => _link.GetSessionAsync(within, cancellationToken);

    public Task PublishToQueueAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(
        $"queue {queue}",
        c => c.Confirmed.BasicPublishAsync(
            string.Empty, queue, mandatory: true, CreateProperties(persistent: true), body, CancellationToken.None),
        cancellationToken);

    public Task PublishEventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var properties = CreateProperties(persistent: true);
        properties.MessageId = messageId;
        return SendAsync(
            Topology.EventsExchange,
            c => c.Confirmed.BasicPublishAsync(
                Topology.EventsExchange, routingKey, mandatory: false, properties, body, CancellationToken.None),
            cancellationToken);
    }

    public async Task<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var count = 0L;
        await SendAsync(
            $"queue {queue}",
            async c => count = (await RabbitMqDeclarations.DeclareQueueAsync(c.Unconfirmed, queue, CancellationToken.None)).MessageCount,
            cancellationToken);
        return count;
    }

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(
        Topology.NodesExchange,
        c => c.Unconfirmed.BasicPublishAsync(
            Topology.NodesExchange, string.Empty, mandatory: false, CreateProperties(persistent: false), body, CancellationToken.None),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _slots.Dispose();
    }

    private async Task SendAsync(string target, Func<Channels, ValueTask> publish, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var channels = await GetChannelsAsync(target, cancellationToken);
        if (!await _slots.WaitAsync(GetTimeLeft(started), cancellationToken))
        {
            throw new MessageBusException($"too many publishes wait for RabbitMQ ({target})");
        }

        try
        {
            var publishing = publish(channels).AsTask();
            var first = Task.WhenAny(publishing, channels.Alarm.Raised);
            if (await first.WaitAsync(GetTimeLeft(started), _timeProvider, cancellationToken) != publishing)
            {
                throw new MessageBusException($"RabbitMQ is short of memory or disk and takes no message for {target}");
            }

            await publishing;
        }
        catch (PublishException e)
        {
            throw new MessageBusException(e.IsReturn ? $"no such {target}" : $"RabbitMQ refused a message for {target}: it is full", e);
        }
        catch (TimeoutException e)
        {
            _link.Abandon(channels);
            Log.PublishUnconfirmed(_logger, target, _options.PublishDeadline.TotalSeconds);
            throw new MessageBusException(
                $"RabbitMQ did not confirm a message for {target} within {_options.PublishDeadline.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is not MessageBusException
            && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            _link.Abandon(channels);
            throw new MessageBusException($"the connection to RabbitMQ was lost under a message for {target}", e);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Channels> GetChannelsAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            return await _link.GetSessionAsync(_options.ConnectWait, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new MessageBusException($"RabbitMQ is not connected ({target})", e);
        }
    }

    private TimeSpan GetTimeLeft(long started)
    {
        var left = _options.PublishDeadline - _timeProvider.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Exchanges and the queue of dead letters are declared here and by consumers, because either may be the first on an empty broker.
    /// </summary>
    private async Task<Channels> OpenAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // No rate limiter of the client: it throws instead of waiting when too many publishes are unconfirmed. _slots bounds them instead.
        var confirmed = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null, null), cancellationToken);
        await RabbitMqDeclarations.DeclareAsync(confirmed, cancellationToken);
        var channels = new Channels(confirmed, await connection.CreateChannelAsync(null, cancellationToken), new BrokerAlarm(connection));
        foreach (var channel in (IChannel[])[channels.Confirmed, channels.Unconfirmed])
        {
            channel.ChannelShutdownAsync += (_, _) =>
            {
                _link.Abandon(channels);
                return Task.CompletedTask;
            };
        }

        return channels;
    }

    private static BasicProperties CreateProperties(bool persistent) => new()
    {
        ContentType = "application/json", Persistent = persistent, Headers = TraceHeaders.Current.ToHeaders(),
    };

    private sealed record Channels(IChannel Confirmed, IChannel Unconfirmed, BrokerAlarm Alarm);

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.PublishUnconfirmed, LogLevel.Warning,
            "RabbitMQ did not confirm a message for {Target} within {Seconds} s: the connection is given up")]
        public static partial void PublishUnconfirmed(ILogger logger, string target, double seconds);
    }
}
