using Jim.Postgres.Running.Replicas;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>Every replica may be read from. Names none by its address: they are numbered as DATABASE_REPLICA_URLS lists them.</summary>
public sealed class ReplicasHealthCheck(ReplicaSet set) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await set.LookAsync(cancellationToken);
        var ill = set.Replicas.Select(r => (r.Name, r.Fault)).Where(r => r.Fault != ReplicaFault.None).ToList();
        return ill.Count == 0
            ? HealthCheckResult.Healthy($"{set.Replicas.Length} of {set.Replicas.Length} are read from")
            : ServiceHealth.Fail(
                context, string.Join("; ", ill.Select(r => $"{r.Name} {ReplicaFaults.Describe(r.Fault)}")),
                string.Join(" ", ill.Select(r => ReplicaFaults.FindCure(r.Fault)).Distinct()));
    }
}
