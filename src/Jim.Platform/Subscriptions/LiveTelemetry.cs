using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Subscriptions;

/// <summary>How many live queries are kept up to date.</summary>
internal static class LiveTelemetry
{
    private static readonly UpDownCounter<int> cohorts = JimTelemetry.Meter.CreateUpDownCounter<int>(
        MetricNames.LiveCohorts, "{cohort}", "Cohorts of equal live queries, each of which runs once for all its subscribers.");

    /// <param name="change">1: one more cohort; -1: one less.</param>
    public static void AddCohorts(int change) => cohorts.Add(change);
}
