using System.Collections.Concurrent;
using Jim.Platform.Messaging;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>Consumes every queue and runs the jobs that its messages name, as many at once as the queue's prefetch says.</summary>
public sealed partial class JobWorker(
    IMessageBus bus, JobRunner runner, JobTurns turns, JobsOptions options, TimeProvider timeProvider, ILogger<JobWorker> logger)
    : BackgroundService
{
    private readonly CancellationTokenSource _release = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly List<IAsyncDisposable> _consumers = [];

    /// <summary>
    /// Takes no more messages, lets running jobs end within <see cref="JobsOptions.Drain"/>, then cancels the others and queues them again.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var closing = Task.WhenAll(_consumers.Select(c => c.DisposeAsync().AsTask()));
        var drained = Task.WhenAll([closing, .. _running.Keys]);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(drained, Task.Delay(options.Drain, timeProvider, impatient.Token));
        await impatient.CancelAsync();
        await _release.CancelAsync();
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await closing;
    }

    public override void Dispose()
    {
        _release.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var queue in JobQueue.All)
        {
            await ConsumeAsync(queue, stoppingToken);
        }
    }

    /// <summary>Begins to consume a queue; tries until it succeeds, because the broker may start later than this process.</summary>
    private async Task ConsumeAsync(string queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _consumers.Add(await bus.ConsumeAsync(
                    queue, options.Prefetch[queue], (body, _) => ReceiveAsync(queue, body, cancellationToken), cancellationToken));
                return;
            }
            catch (MessageBusException e)
            {
                Log.JobQueueNotConsumed(logger, queue, e.Message);
                await Task.Delay(options.Sweep, timeProvider, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                BackgroundFaults.Report(logger, $"the consumer of the queue {queue}", fault);
                await Task.Delay(options.Sweep, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Throws only for a message that is wrong for good (it cannot be read, or there is no such job); the bus moves it to <c>jim.dead</c>.
    /// </summary>
    /// <param name="closing">Cancelled when no more jobs begin.</param>
    private async Task ReceiveAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken closing)
    {
        var (_, id, kind) = JobMessage.Read(body);
        var run = RunAsync(queue, id, kind, closing);
        _running.TryAdd(run, true);
        _ = run.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        try
        {
            await run.WaitAsync(options.AcknowledgeWithin, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Log.JobOutlivesMessage(logger, id);
        }
    }

    private async Task RunAsync(string queue, Guid id, string kind, CancellationToken closing)
    {
        try
        {
            // Lanes take turns by themselves, since only one job of each runs.
            await (kind == JobQueue.OrderedMutationKind
                ? runner.RunAsync(id, _release.Token)
                : turns.RunNextAsync(queue, id, kind, closing, _release.Token));
        }
        catch (OperationCanceledException) when (_release.IsCancellationRequested)
        {
            // The process stops. The job was given back, and waits for another worker.
        }
        catch (NpgsqlException e)
        {
            // The row was not claimed, or its lease will run out; then the sweeper sends another message. The pause keeps this worker from
            // taking every message of the queue while the database is away.
            Log.JobDatabaseUnreachable(logger, id, PostgresFailure.Describe(e));
            await Task.Delay(TimeSpan.FromSeconds(1), timeProvider, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.JobQueueNotConsumed, LogLevel.Warning, "Queue {Queue} cannot be consumed yet ({Fault}).")]
        public static partial void JobQueueNotConsumed(ILogger logger, string queue, string fault);

        [LoggerMessage(
            LogEvents.JobOutlivesMessage, LogLevel.Information,
            "Job {Id} takes long; its message is acknowledged and it runs on under its lease.")]
        public static partial void JobOutlivesMessage(ILogger logger, Guid id);

        [LoggerMessage(
            LogEvents.JobDatabaseUnreachable, LogLevel.Warning, "Job {Id} could not be worked on: the database did not answer ({Fault}).")]
        public static partial void JobDatabaseUnreachable(ILogger logger, Guid id, string fault);
    }
}
