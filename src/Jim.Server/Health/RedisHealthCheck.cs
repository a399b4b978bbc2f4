using Jim.Platform.Cache;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// Redis answers as fast as a request needs it to. The check asks again until its deadline, so that a connection that is still being made,
/// or one slow answer on a busy machine, is not reported as a fault.
/// </summary>
public sealed class RedisHealthCheck(RedisCacheStore redis, TimeProvider timeProvider) : IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long before the deadline of the check the attempts end, so that the check can say what is wrong.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var began = timeProvider.GetTimestamp();
        while (!await redis.PingAsync(cancellationToken))
        {
            if (timeProvider.GetElapsedTime(began) > context.Registration.Timeout - Margin)
            {
                return ServiceHealth.Fail(
                    context, "does not answer",
                    "Check REDIS_URL (redis://:password@host:port/0, rediss for TLS) and that Redis runs; "
                    + "until then queries go to Postgres.");
            }

            await Task.Delay(Pause, timeProvider, cancellationToken);
        }

        return HealthCheckResult.Healthy($"Redis {redis.ServerVersion}");
    }
}
