using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>
/// One channel that consumes. It is opened again after a lost connection, a closed channel (which the client does not reopen) or a deleted
/// queue. Each subscription does so for itself, so that a fault of one queue does not affect the others.
/// </summary>
internal sealed partial class RabbitMqSubscription : IAsyncDisposable
{
    private readonly RabbitMqOptions _options;
    private readonly RabbitMqLink<IConnection> _link;
    private readonly string _name;
    private readonly Func<IChannel, TaskCompletionSource, CancellationToken, Task<string>> _attach;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Task> _drain;
    private readonly Outage _outage = new();
    private readonly Task _loop;

    /// <param name="attach">
    /// Declares the queue and begins to consume; answers the consumer's tag. Completes the given source when the consumer has ended.
    /// </param>
    /// <param name="drain">
    /// Awaited between the last delivery and the closing of the channel, so that running handlers can still settle.
    /// </param>
    public RabbitMqSubscription(
        RabbitMqOptions options,
        RabbitMqLink<IConnection> link,
        string name,
        Func<IChannel, TaskCompletionSource, CancellationToken, Task<string>> attach,
        Func<Task> drain,
        TimeProvider timeProvider,
        ILogger logger)
    {
        (_options, _link, _name, _attach, _drain, _timeProvider, _logger) = (options, link, name, attach, drain, timeProvider, logger);
        _loop = KeepAttachedAsync();
    }

    /// <summary>Completes when the subscription consumes for the first time.</summary>
    public Task Attached => _attached.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task KeepAttachedAsync()
    {
        await Task.Yield(); // so that the constructor returns before the loop begins
        var drained = false;
        while (!_stop.IsCancellationRequested)
        {
            IChannel? channel = null;
            try
            {
                var connection = await _link.GetSessionAsync(_stop.Token);
                channel = await WithinDeadline(connection.CreateChannelAsync(null, CancellationToken.None));
                var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                channel.ChannelShutdownAsync += (_, _) =>
                {
                    ended.TrySetResult();
                    return Task.CompletedTask;
                };
                var tag = await WithinDeadline(_attach(channel, ended, CancellationToken.None));
                _attached.TrySetResult();
                if (_outage.End())
                {
                    Log.ConsumerBack(_logger, _name);
                }

                await Task.WhenAny(ended.Task, Task.Delay(Timeout.InfiniteTimeSpan, _timeProvider, _stop.Token));
                if (_stop.IsCancellationRequested)
                {
                    await CancelAsync(channel, tag);
                    await _drain();
                    drained = true;
                }
                else
                {
                    Log.ConsumerEnded(_logger, _name, channel.CloseReason?.ReplyText ?? "the queue was deleted");
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (_outage.Begin(e.Message))
                {
                    Log.ConsumerRefused(_logger, _name, e.Message);
                }
            }
            catch (Exception)
            {
                // Stopping.
            }

            await CloseAsync(channel);
            await PauseAsync();
        }

        await (drained ? Task.CompletedTask : _drain());
        _attached.TrySetCanceled(CancellationToken.None);
    }

    private async Task CancelAsync(IChannel channel, string tag)
    {
        try
        {
            await channel.BasicCancelAsync(tag, cancellationToken: CancellationToken.None).WaitAsync(_options.OpenDeadline, _timeProvider);
        }
        catch (Exception e)
        {
            Log.ConsumerRefused(_logger, _name, e.Message);
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(_options.ReconnectFirst * (1 + Random.Shared.NextDouble()), _timeProvider, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private Task<T> WithinDeadline<T>(Task<T> work) => work.WaitAsync(_options.OpenDeadline, _timeProvider, _stop.Token);

    private async Task CloseAsync(IChannel? channel)
    {
        if (channel is not null)
        {
            try
            {
                await channel.AbortAsync(CancellationToken.None).WaitAsync(_options.OpenDeadline, _timeProvider);
                await channel.DisposeAsync();
            }
            catch (Exception)
            {
                // The channel was closed together with its connection.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.ConsumerEnded, LogLevel.Information, "Consuming {Name} ended ({Reason}), beginning again")]
        public static partial void ConsumerEnded(ILogger logger, string name, string reason);

        [LoggerMessage(LogEvents.ConsumerBack, LogLevel.Information, "{Name} is consumed again")]
        public static partial void ConsumerBack(ILogger logger, string name);

        [LoggerMessage(LogEvents.ConsumerRefused, LogLevel.Warning, "{Name} cannot be consumed: {Reason}")]
        public static partial void ConsumerRefused(ILogger logger, string name, string reason);
    }
}
