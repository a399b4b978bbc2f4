using System.Diagnostics;
using System.Threading.Channels;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Messaging;

/// <summary>
/// Runs the handlers of one consumer, a fixed number at once. It outlives connections: handlers go on while a lost one is made again.
/// </summary>
internal sealed partial class QueueWorkers : IAsyncDisposable
{
    private static readonly TimeSpan CancelledDeadline = TimeSpan.FromSeconds(5);

    private readonly ChannelReader<Delivery> _deliveries;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _handler;
    private readonly (string Queue, string System) _names;
    private readonly TimeSpan _drain;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _noMore = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task _working;

    public QueueWorkers(
        ChannelReader<Delivery> deliveries,
        (string Queue, string System) names,
        int count,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler,
        TimeSpan drain,
        TimeProvider timeProvider,
        ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (_deliveries, _names, _handler, _drain, _timeProvider, _logger) = (deliveries, names, handler, drain, timeProvider, logger);
        _working = Task.WhenAll(Enumerable.Range(0, count).Select(_ => WorkAsync()));
    }

    /// <summary>Takes no more messages, waits for running handlers, and cancels those that take too long.</summary>
    public async ValueTask DisposeAsync()
    {
        await _noMore.CancelAsync();
        if (!await WaitForEndAsync(_drain))
        {
            Log.HandlersCancelled(_logger, _names.Queue, _drain.TotalSeconds);
            await _giveUp.CancelAsync();
            await WaitForEndAsync(CancelledDeadline);
        }
    }

    private async Task<bool> WaitForEndAsync(TimeSpan deadline)
    {
        try
        {
            await _working.WaitAsync(deadline, _timeProvider);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task WorkAsync()
    {
        await Task.Yield(); // so that the constructor returns before the loop begins
        try
        {
            while (await _deliveries.WaitToReadAsync(_noMore.Token))
            {
                if (!_noMore.IsCancellationRequested && _deliveries.TryRead(out var delivery) && !delivery.IsStale())
                {
                    await RunAsync(delivery);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RunAsync(Delivery delivery)
    {
        using var activity = delivery.Trace.StartProcess(_names.Queue, _names.System);
        bool done;
        try
        {
            await _handler(delivery.Body, _giveUp.Token);
            done = true;
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            return; // not settled, so the message stays in the queue for another process
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Log.MessageDead(_logger, _names.Queue, PostgresFailure.Describe(e), e.StackTrace);
            done = false;
        }

        try
        {
            await delivery.Settle(done);
        }
        catch (Exception e)
        {
            Log.MessageUnsettled(_logger, _names.Queue, e.Message); // the message is delivered again; handlers must cope with that
        }
    }

    private static partial class Log
    {
        // Type or SQLSTATE and stack only: the message of an exception may hold a user's value or text of the database.
        [LoggerMessage(LogEvents.MessageDead, LogLevel.Error, "A handler of {Queue} threw {Fault}: the message goes to jim.dead.\n{Stack}")]
        public static partial void MessageDead(ILogger logger, string queue, string fault, string? stack);

        [LoggerMessage(
            LogEvents.MessageUnsettled, LogLevel.Information, "A message of {Queue} could not be settled and will come again: {Reason}")]
        public static partial void MessageUnsettled(ILogger logger, string queue, string reason);

        [LoggerMessage(
            LogEvents.HandlersCancelled, LogLevel.Warning, "Handlers of {Queue} did not end within {Seconds} s and are cancelled")]
        public static partial void HandlersCancelled(ILogger logger, string queue, double seconds);
    }
}
