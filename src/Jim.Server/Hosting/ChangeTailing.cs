using Jim.Platform.Changes;

namespace Jim.Server.Hosting;

/// <summary>Reads changes of rows from the database's change log, and passes them on, while the process runs.</summary>
public sealed class ChangeTailing(ChangeSpine changes) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => changes.FollowRowsAsync(stoppingToken);
}
