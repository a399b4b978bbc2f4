using Jim.Platform.Files.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>The bucket exists and the access key may list it.</summary>
public sealed class S3HealthCheck(S3Store store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy(store.Address);
        }
        catch (Exception e) when (e is ObjectStoreException or OperationCanceledException)
        {
            return ServiceHealth.Fail(
                context, "does not answer",
                "Check S3_ENDPOINT, S3_REGION, S3_BUCKET and the keys; the bucket must exist. Uploads are taken and wait in the spool.");
        }
    }
}
