using Jim.Platform.Identity;

namespace Jim.Server.Hosting;

/// <summary>Asks the issuer about the tokens by which something is open, while the process runs.</summary>
public sealed class RightsChecking(RightsCheck check) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => check.RunAsync(stoppingToken);
}
