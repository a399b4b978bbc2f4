using System.Diagnostics;
using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Postgres.Running;

/// <summary>
/// Metrics of a pool: how long requests wait for a connection, and how many wait. Names follow OpenTelemetry's semantic conventions for
/// database client metrics.
/// </summary>
internal static class PoolTelemetry
{
    private static readonly Histogram<double> waitTime = JimTelemetry.Meter.CreateHistogram<double>(
        MetricNames.PoolWaitTime, "s", "Time to obtain an open connection from the pool.");

    private static readonly UpDownCounter<int> pending = JimTelemetry.Meter.CreateUpDownCounter<int>(
        MetricNames.PoolPending, "{request}", "Requests that wait for a connection of the pool.");

    /// <summary>The time stamp at which the wait for a connection begins; 0 where no exporter listens.</summary>
    public static long Begin() => waitTime.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Records the time from <see cref="Begin"/> until now, when a connection was handed out.</summary>
    public static void End(long begun, string pool)
    {
        if (begun != 0)
        {
            waitTime.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, BuildTag(pool));
        }
    }

    /// <param name="change">1: one more request waits; -1: one less.</param>
    public static void AddPending(int change, string pool) => pending.Add(change, BuildTag(pool));

    private static KeyValuePair<string, object?> BuildTag(string pool) => new("db.client.connection.pool.name", pool);
}
