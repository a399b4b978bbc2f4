using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Postgres.Running.Replicas;

/// <summary>Metrics of replicas.</summary>
internal static class ReplicaTelemetry
{
    private static readonly Counter<long> reads = JimTelemetry.Meter.CreateCounter<long>(
        MetricNames.ReadsByServer, "{query}", "Queries that might be read from a replica, by who answered them.");

    /// <param name="replica">Its name; null: the primary is asked.</param>
    public static void CountRead(string? replica) =>
        reads.Add(1, new KeyValuePair<string, object?>("jim.replica", replica ?? "primary"));
}
