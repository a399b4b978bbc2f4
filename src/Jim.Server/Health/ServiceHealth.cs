using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>The results of health checks. A result that is not healthy carries what an operator does about it.</summary>
public static class ServiceHealth
{
    private const string CureKey = "cure";

    /// <summary>The service does not do what it should. Neither text may hold a secret.</summary>
    /// <param name="context">Says whether Jim goes on without the service.</param>
    /// <param name="fault">What is wrong, in a few words.</param>
    /// <param name="cure">What to do, in a sentence or two.</param>
    public static HealthCheckResult Fail(HealthCheckContext context, string fault, string cure) => new(
        context.Registration.FailureStatus, fault, data: new Dictionary<string, object>(StringComparer.Ordinal) { [CureKey] = cure });

    /// <summary>What to do about a result that is not healthy; null where its check did not say, as when it took too long.</summary>
    public static string? FindCure(HealthReportEntry entry) => entry.Data.GetValueOrDefault(CureKey) as string;
}
