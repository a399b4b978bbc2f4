using Jim.Platform.Changes;
using Jim.Postgres.Diagnostics;

namespace Jim.Server.Hosting;

/// <summary>Reads changes of rows from the database's change log, and passes them on, while the process runs.</summary>
public sealed class ChangeTailing(ChangeSpine changes, TimeProvider timeProvider, ILogger<ChangeTailing> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changes.FollowRowsAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                BackgroundFaults.Report(logger, "the following of the change log", fault);
                await Task.Delay(BackgroundFaults.Pause, timeProvider, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
