using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>Builds results of health checks that tell an operator what to do about a fault.</summary>
public static class ServiceHealth
{
    private const string CureKey = "cure";

    /// <summary>The result for a service that does not work. Neither text may hold a secret: both are printed.</summary>
    /// <param name="context">
    /// Its registration says whether the result is unhealthy or, where Jim goes on without the service, degraded.
    /// </param>
    /// <param name="fault">What is wrong, in a few words.</param>
    /// <param name="cure">What to do, in a sentence or two.</param>
    public static HealthCheckResult Fail(HealthCheckContext context, string fault, string cure) => new(
        context.Registration.FailureStatus, fault, data: new Dictionary<string, object>(StringComparer.Ordinal) { [CureKey] = cure });

    /// <summary>What to do about a result that is not healthy; null where its check did not say, as when it took too long.</summary>
    public static string? FindCure(HealthReportEntry entry) => entry.Data.GetValueOrDefault(CureKey) as string;
}
