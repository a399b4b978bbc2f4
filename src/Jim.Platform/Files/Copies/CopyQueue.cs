using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// Works on the copies that wait, for each target by itself, so that a dead or slow one delays only its own. Runs in every worker.
/// </summary>
public sealed partial class CopyQueue(
    NpgsqlDataSource dataSource, Spool spool, FileTargets targets, FilesOptions options, ILogger<CopyQueue> logger) : BackgroundService
{
    /// <summary>Copies that one worker makes for one target at once.</summary>
    private const int Places = 4;

    private readonly ReplicaRows _rows = new(dataSource, options.CopyLease);
    private readonly TargetRows _targets = new(dataSource);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(targets.All.Select(target => ServeAsync(target, stoppingToken)));

    private async Task ServeAsync(FileTarget target, CancellationToken stopping)
    {
        var work = new CopyWork(_rows, spool, targets, options, logger);
        var running = new List<Task>();
        var outage = new Outage();
        string? told = string.Empty; // what an earlier process told is not known
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (told == string.Empty || (target.Fault is not null && target.Rest == TimeSpan.Zero))
                {
                    await ProbeAsync(target, stopping);
                }

                if (target.Fault is var fault && fault != told)
                {
                    await _targets.TellAsync(target.Target, fault, stopping);
                    told = fault;
                }

                await RunDueAsync(work, target, running, stopping);
                outage.End();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (NpgsqlException e)
            {
                if (outage.Begin(PostgresFailure.Describe(e)))
                {
                    Log.CopiesUnread(logger, target.Target, PostgresFailure.Describe(e));
                }

                await Task.Delay(options.CopyPoll, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                BackgroundFaults.Report(logger, $"the copies for {target.Target}", failure);
                await Task.Delay(options.CopyPoll, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Finds out whether the target answers, also where no copy waits for it.</summary>
    private static async Task ProbeAsync(FileTarget target, CancellationToken stopping)
    {
        try
        {
            await target.CheckAsync(stopping);
        }
        catch (ObjectStoreException)
        {
            // Its fault says why.
        }
    }

    /// <summary>Begins what is due, as far as there are places, and waits until there is a reason to look again.</summary>
    private async Task RunDueAsync(CopyWork work, FileTarget target, List<Task> running, CancellationToken stopping)
    {
        foreach (var ended in running.Where(t => t.IsCompleted).ToList())
        {
            running.Remove(ended);
            await ended; // a fault is reported, with its loop
        }

        var free = target.Rest == TimeSpan.Zero ? Places - running.Count : 0;
        var claimed = free > 0 ? await _rows.ClaimAsync(target.Target, free, stopping) : [];
        running.AddRange(claimed.Select(copy => work.RunAsync(target, copy, stopping)));
        if (claimed.Count < free || free == 0)
        {
            await WaitAsync(target, running, stopping);
        }
    }

    private async Task WaitAsync(FileTarget target, List<Task> running, CancellationToken stopping)
    {
        var most = target.Rest > TimeSpan.Zero && target.Rest < options.CopyPoll ? target.Rest : options.CopyPoll;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var woken = target.WaitAsync(most, waiting.Token);
        await Task.WhenAny([woken, .. running]);
        await waiting.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.CopiesUnread, LogLevel.Warning,
            "Which copies {Target} lacks cannot be read from the database ({Fault}); it is tried again.")]
        public static partial void CopiesUnread(ILogger logger, string target, string fault);
    }
}
