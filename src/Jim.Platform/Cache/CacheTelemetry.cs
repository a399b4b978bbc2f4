using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Cache;

/// <summary>How often an answer was in the cache, and how much memory the caches hold that clients fill.</summary>
public static class CacheTelemetry
{
    private static readonly Counter<long> lookups = JimTelemetry.Meter.CreateCounter<long>(
        MetricNames.CacheLookups, "{lookup}", "Lookups of answers in the result cache.");

    private static readonly Lock gate = new();
    private static readonly List<(string Name, WeakReference<object> Cache, Func<object, long> Measure)> caches = [];

    static CacheTelemetry() => JimTelemetry.Meter.CreateObservableGauge<long>(
        MetricNames.CacheBytes, Measure, "By",
        "Memory of the caches that clients fill, and of answers that wait for slow clients, as it is counted for the limits.");

    /// <summary>Measures the cache from now on, for as long as it lives; those of one name are told as a sum.</summary>
    /// <param name="name">What it holds, as <c>documents</c>.</param>
    /// <param name="measure">The bytes that it holds; must refer to nothing but its argument.</param>
    public static void Watch<T>(string name, T cache, Func<T, long> measure)
        where T : class
    {
        lock (gate)
        {
            caches.RemoveAll(known => !known.Cache.TryGetTarget(out _));
            caches.Add((name, new WeakReference<object>(cache), held => measure((T)held)));
        }
    }

    private static IEnumerable<Measurement<long>> Measure()
    {
        lock (gate)
        {
            return
            [
                .. caches
                    .GroupBy(
                        known => known.Name, known => known.Cache.TryGetTarget(out var cache) ? known.Measure(cache) : 0,
                        StringComparer.Ordinal)
                    .Select(sum => new Measurement<long>(sum.Sum(), new KeyValuePair<string, object?>("jim.cache.name", sum.Key))),
            ];
        }
    }

    public static void RecordLookup(bool hit) =>
        lookups.Add(1, new KeyValuePair<string, object?>("jim.cache.result", hit ? "hit" : "miss"));
}
