using Jim.Platform.Messaging;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// Both connections to RabbitMQ are open. The check waits for them, because a lost connection is made again in the background.
/// </summary>
public sealed class RabbitMqHealthCheck(RabbitMqBus bus) : IHealthCheck
{
    /// <summary>How long before the deadline of the check the wait ends, so that the check can say what is wrong.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bus.FindServerVersionAsync(context.Registration.Timeout - Margin, cancellationToken) is { } version
            ? HealthCheckResult.Healthy($"RabbitMQ {version}")
            : ServiceHealth.Fail(
                context, "does not answer",
                "Check RABBITMQ_URL (amqp://user:password@host:port/vhost, amqps for TLS) and that RabbitMQ runs; "
                + "until then jobs wait in Postgres.");
}
