using Jim.Platform.Files.Stores;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// Works on what waits for one target, so that a dead or slow one delays only its own, and tells in its row how it is.
/// </summary>
internal abstract partial class TargetQueue(
    string target, TargetHealth health, TargetRows rows, FilesOptions options, ILogger logger)
{
    /// <summary>What one worker does for one target at once.</summary>
    private const int Places = 4;

    private readonly List<Task> _running = [];

    protected string Target => target;

    /// <summary>Why the target stands still though it answers; null: it does not.</summary>
    protected virtual string? Halt => null;

    /// <summary>Until the process stops.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        var outage = new Outage();
        string? told = string.Empty; // what an earlier process told is not known
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (told == string.Empty || (health.Fault is not null && health.Rest == TimeSpan.Zero))
                {
                    await ProbeAsync(stopping);
                }

                if ((health.Fault ?? Halt) is var fault && fault != told)
                {
                    await rows.TellAsync(target, fault, stopping);
                    told = fault;
                }

                await RunDueAsync(stopping);
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
                    Log.CopiesUnread(logger, target, PostgresFailure.Describe(e));
                }

                await Task.Delay(options.CopyPoll, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                BackgroundFaults.Report(logger, $"the copies for {target}", failure);
                await Task.Delay(options.CopyPoll, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Finds out whether the target answers, also where nothing waits for it.</summary>
    protected abstract Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Begins up to <paramref name="most"/> of what is due.</summary>
    protected abstract Task<List<Task>> BeginAsync(int most, CancellationToken cancellationToken);

    private async Task ProbeAsync(CancellationToken stopping)
    {
        try
        {
            await CheckAsync(stopping);
        }
        catch (ObjectStoreException)
        {
            // Its fault says why.
        }
    }

    /// <summary>Begins what is due, as far as there are places, and waits until there is a reason to look again.</summary>
    private async Task RunDueAsync(CancellationToken stopping)
    {
        foreach (var ended in _running.Where(t => t.IsCompleted).ToList())
        {
            _running.Remove(ended);
            await ended; // a fault is reported, with its loop
        }

        var free = health.Rest == TimeSpan.Zero ? Places - _running.Count : 0;
        List<Task> begun = free > 0 ? await BeginAsync(free, stopping) : [];
        _running.AddRange(begun);
        if (begun.Count < free || free == 0)
        {
            await WaitAsync(stopping);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        var most = health.Rest > TimeSpan.Zero && health.Rest < options.CopyPoll ? health.Rest : options.CopyPoll;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var woken = health.WaitAsync(most, waiting.Token);
        await Task.WhenAny([woken, .. _running]);
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
