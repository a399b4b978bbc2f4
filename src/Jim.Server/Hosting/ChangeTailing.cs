using Jim.Platform.Changes;

namespace Jim.Server.Hosting;

/// <summary>Follows the change log of the database while the process runs.</summary>
public sealed class ChangeTailing(ChangeSpine changes) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => changes.FollowRowsAsync(stoppingToken);
}
