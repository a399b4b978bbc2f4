using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Jim.Platform.Messaging;

/// <summary>
/// Sends. On a connection of its own, since a broker that is short of memory or disk blocks the connections that publish. Every publish has
/// our deadline, and no caller's token reaches the client (a cancelled one corrupts its confirms); whatever fails but for the broker's own
/// refusal costs the connection.
/// </summary>
internal sealed partial class RabbitMqPublisher : IAsyncDisposable
{
    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _places;
    private readonly RabbitMqLink<Channels> _link;

    public RabbitMqPublisher(RabbitMqOptions options, TimeProvider timeProvider, ILogger logger)
    {
        (_options, _timeProvider, _logger) = (options, timeProvider, logger);
        _places = new SemaphoreSlim(options.PublishesMax);
        _link = new RabbitMqLink<Channels>(options, "publish", OpenAsync, timeProvider, logger);
    }

    public bool IsUp => _link.IsUp;

    public Task QueueAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(
        $"queue {queue}",
        c => c.Confirmed.BasicPublishAsync(
            string.Empty, queue, mandatory: true, Properties(persistent: true), body, CancellationToken.None),
        cancellationToken);

    public Task EventAsync(string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var properties = Properties(persistent: true);
        properties.MessageId = messageId;
        return SendAsync(
            Topology.EventsExchange,
            c => c.Confirmed.BasicPublishAsync(
                Topology.EventsExchange, routingKey, mandatory: false, properties, body, CancellationToken.None),
            cancellationToken);
    }

    public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(
        Topology.NodesExchange,
        c => c.Unconfirmed.BasicPublishAsync(
            Topology.NodesExchange, string.Empty, mandatory: false, Properties(persistent: false), body, CancellationToken.None),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _places.Dispose();
    }

    private async Task SendAsync(string target, Func<Channels, ValueTask> publish, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var channels = await ChannelsAsync(target, cancellationToken);
        if (!await _places.WaitAsync(Left(started), cancellationToken))
        {
            throw new MessageBusException($"too many publishes wait for RabbitMQ ({target})");
        }

        try
        {
            var publishing = publish(channels).AsTask();
            var first = Task.WhenAny(publishing, channels.Alarm.Raised);
            if (await first.WaitAsync(Left(started), _timeProvider, cancellationToken) != publishing)
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
            Log.Abandoned(_logger, target, _options.PublishDeadline.TotalSeconds);
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
            _places.Release();
        }
    }

    private async Task<Channels> ChannelsAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            return await _link.SessionAsync(_options.ConnectWait, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new MessageBusException($"RabbitMQ is not connected ({target})", e);
        }
    }

    private TimeSpan Left(long started)
    {
        var left = _options.PublishDeadline - _timeProvider.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Exchanges and the dead letters' queue are declared here and by consumers alike: whoever comes first to an empty broker.
    /// </summary>
    private async Task<Channels> OpenAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // No rate limiter: the client's own throws once its leases are gone. _places bounds instead.
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

    private static BasicProperties Properties(bool persistent) => new()
    {
        ContentType = "application/json", Persistent = persistent, Headers = TraceHeaders.Current.ToHeaders(),
    };

    private sealed record Channels(IChannel Confirmed, IChannel Unconfirmed, BrokerAlarm Alarm);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning, "RabbitMQ did not confirm a message for {Target} within {Seconds} s: the connection is given up")]
        public static partial void Abandoned(ILogger logger, string target, double seconds);
    }
}
