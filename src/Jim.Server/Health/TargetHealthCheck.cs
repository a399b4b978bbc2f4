using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Stores;
using Jim.Server.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>A place of files can be reached: its bucket or folder is there, and the access key may list it.</summary>
public sealed class TargetHealthCheck(FileTarget target, TargetSettings settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await target.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy(target.Address);
        }
        catch (Exception e) when (e is ObjectStoreException or OperationCanceledException)
        {
            return ServiceHealth.Fail(
                context, "does not answer",
                $"Check {settings.NamedBy}; the bucket or folder must exist. Uploads are taken and wait in the spool.");
        }
    }
}
