using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Jobs;

/// <summary>Deletes old jobs, events, answers and changes a little at a time, so that no table grows for ever.</summary>
public sealed partial class TrimDuty(OldRows rows, OldChanges changes, TimeProvider timeProvider, ILogger<TrimDuty> logger) : IKeeperDuty
{
    /// <summary>Rows of a batch: it holds its locks for some milliseconds.</summary>
    private const int BatchSize = 500;

    /// <summary>Rows of the change log, which nobody locks and no trigger sees: 50,000 a second, more than writers can log.</summary>
    private const int ChangesBatchSize = 5_000;

    /// <summary>With this pause a backlog of a million rows takes about four minutes, and others get most of the disk.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        Task PauseAsync(CancellationToken stop) => Task.Delay(Pause, timeProvider, stop);
        await rows.DeleteRevocationsAsync(cancellationToken);
        await rows.DeleteAnswersAsync(BatchSize, PauseAsync, cancellationToken);
        var (jobs, events) = await rows.DeleteAsync(BatchSize, PauseAsync, cancellationToken);
        var logged = await changes.DeleteAsync(ChangesBatchSize, PauseAsync, cancellationToken);
        if (jobs + events + logged > 0)
        {
            Log.OldRowsDeleted(logger, jobs, events, logged);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.OldRowsDeleted, LogLevel.Information,
            "Deleted {Jobs} jobs, {Events} events and {Changes} rows of the change log that are older than they are kept.")]
        public static partial void OldRowsDeleted(ILogger logger, long jobs, long events, long changes);
    }
}
