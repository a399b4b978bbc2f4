using Jim.Platform.Files.Stores;
using Jim.Server.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>A place of files can be reached: its bucket or folder is there, and the access key may list it.</summary>
/// <param name="address">Where it is, without keys and secrets.</param>
public sealed class TargetHealthCheck(string address, Func<CancellationToken, Task> check, TargetSettings settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await check(cancellationToken);
            return HealthCheckResult.Healthy(address);
        }
        catch (ObjectStoreException e) when (settings.Folder is not null || settings.Sftp is not null)
        {
            return ServiceHealth.Fail(context, $"does not answer: {e.Message}", $"Check {settings.NamedBy}, and that the disk is mounted.");
        }
        catch (Exception e) when (e is ObjectStoreException or OperationCanceledException)
        {
            return ServiceHealth.Fail(
                context, "does not answer",
                $"Check {settings.NamedBy}; the bucket must exist. Uploads are taken and wait in the spool.");
        }
    }
}
