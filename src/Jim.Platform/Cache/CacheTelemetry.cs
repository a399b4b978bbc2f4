using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Cache;

/// <summary>How often an answer was in the cache.</summary>
internal static class CacheTelemetry
{
    private static readonly Counter<long> lookups = JimTelemetry.Meter.CreateCounter<long>(
        MetricNames.CacheLookups, "{lookup}", "Lookups of answers in the result cache.");

    public static void RecordLookup(bool hit) =>
        lookups.Add(1, new KeyValuePair<string, object?>("jim.cache.result", hit ? "hit" : "miss"));
}
