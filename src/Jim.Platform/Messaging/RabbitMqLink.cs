using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>
/// One connection that is opened again whenever it is lost. The client's own recovery is off: it does not begin when the first attempt to
/// connect fails, does not restore consumers and bindings, and does not notice a connection that hangs.
/// </summary>
/// <typeparam name="TSession">What its user opens on each new connection: the channels that it needs.</typeparam>
internal sealed partial class RabbitMqLink<TSession> : IAsyncDisposable
    where TSession : class
{
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly RabbitMqOptions _options;
    private readonly string _purpose;
    private readonly Func<IConnection, CancellationToken, Task<TSession>> _open;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Outage _outage = new();
    private readonly Task _loop;
    private volatile LinkState<TSession> _state = new();

    public RabbitMqLink(
        RabbitMqOptions options, string purpose, Func<IConnection, CancellationToken, Task<TSession>> open, TimeProvider timeProvider,
        ILogger logger)
    {
        (_options, _purpose, _open, _timeProvider, _logger) = (options, purpose, open, timeProvider, logger);
        _loop = KeepConnectedAsync();
    }

    public bool IsUp => _state.Open is not null;

    /// <summary>The session of the open connection, or of the next one.</summary>
    public Task<TSession> GetSessionAsync(CancellationToken cancellationToken) => _state.Session.WaitAsync(cancellationToken);

    /// <summary>The same, but waits no longer than <paramref name="within"/>.</summary>
    /// <exception cref="TimeoutException">Still not connected.</exception>
    public Task<TSession> GetSessionAsync(TimeSpan within, CancellationToken cancellationToken) =>
        _state.Session.WaitAsync(within, _timeProvider, cancellationToken);

    /// <summary>
    /// Drops the connection of this session, because it hangs or is broken, and opens another one. Without effect on a later session.
    /// </summary>
    public void Abandon(TSession session)
    {
        var state = _state;
        if (ReferenceEquals(state.Open, session))
        {
            state.Lost.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task KeepConnectedAsync()
    {
        await Task.Yield(); // so that the constructor returns before the loop begins
        var pause = _options.ReconnectFirst;
        while (!_stop.IsCancellationRequested)
        {
            IConnection? connection = null;
            var state = _state;
            try
            {
                connection = await OpenAsync(state);
                pause = _options.ReconnectFirst;
                _outage.End();
                Log.BrokerConnected(_logger, _purpose);
                await WaitForLossAsync(connection, state);
                Log.BrokerConnectionLost(_logger, _purpose);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (_outage.Begin(e.Message))
                {
                    Log.BrokerUnreachable(_logger, _purpose, e.Message);
                }
            }
            catch (Exception)
            {
                // Stopping.
            }

            state.Lost.TrySetResult();
            _state = state.Next();
            var dropping = DropAsync(connection);
            pause = await PauseAsync(pause);
            await (_stop.IsCancellationRequested ? dropping : Task.CompletedTask);
        }

        _state.Close();
    }

    private async Task<IConnection> OpenAsync(LinkState<TSession> state)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var timer = _timeProvider.CreateTimer(
            static d => ((CancellationTokenSource)d!).Cancel(), deadline, _options.OpenDeadline, Timeout.InfiniteTimeSpan);
        var factory = new ConnectionFactory
        {
            Uri = _options.Url,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _options.Heartbeat,
            RequestedConnectionTimeout = _options.OpenDeadline,
            ContinuationTimeout = _options.OpenDeadline,
            ClientProvidedName = $"{_options.Node} {_purpose}",
        };
        var connecting = factory.CreateConnectionAsync(deadline.Token);
        IConnection connection;
        try
        {
            connection = await connecting.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _ = DropWhenOpenAsync(connecting);
            throw;
        }

        try
        {
            connection.ConnectionShutdownAsync += (_, _) =>
            {
                state.Lost.TrySetResult();
                return Task.CompletedTask;
            };
            state.Opened(await _open(connection, deadline.Token).WaitAsync(deadline.Token));
            return connection;
        }
        catch
        {
            _ = DropAsync(connection);
            throw;
        }
    }

    /// <summary>Returns when the connection is lost. Also polls, in case the client does not raise its event.</summary>
    private async Task WaitForLossAsync(IConnection connection, LinkState<TSession> state)
    {
        while (connection.IsOpen && !state.Lost.Task.IsCompleted)
        {
            try
            {
                await state.Lost.Task.WaitAsync(CheckInterval, _timeProvider, _stop.Token);
            }
            catch (TimeoutException)
            {
                // Look at connection.IsOpen again.
            }
        }
    }

    private async Task<TimeSpan> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), _timeProvider, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }

        return pause * 2 < _options.ReconnectMax ? pause * 2 : _options.ReconnectMax;
    }

    /// <summary>
    /// Closes a connection. Awaited only when the link is disposed, because closing a connection that hangs takes its whole deadline.
    /// </summary>
    private static async Task DropAsync(IConnection? connection)
    {
        if (connection is null)
        {
            return;
        }

        await Task.Yield();
        try
        {
            await connection.AbortAsync(CloseDeadline).WaitAsync(CloseDeadline);
            await connection.DisposeAsync();
        }
        catch (Exception)
        {
            // The connection is gone anyway.
        }
    }

    private static async Task DropWhenOpenAsync(Task<IConnection> connecting)
    {
        try
        {
            await DropAsync(await connecting);
        }
        catch (Exception)
        {
            // It never opened.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.BrokerConnected, LogLevel.Information, "Connected to RabbitMQ to {Purpose}")]
        public static partial void BrokerConnected(ILogger logger, string purpose);

        [LoggerMessage(
            LogEvents.BrokerConnectionLost, LogLevel.Warning, "The connection to RabbitMQ to {Purpose} is lost, connecting again")]
        public static partial void BrokerConnectionLost(ILogger logger, string purpose);

        [LoggerMessage(LogEvents.BrokerUnreachable, LogLevel.Warning, "RabbitMQ cannot be reached to {Purpose}: {Reason}")]
        public static partial void BrokerUnreachable(ILogger logger, string purpose, string reason);
    }
}
