using System.Diagnostics;
using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Postgres.Changes;

/// <summary>The spans of deltas, and the metric that says how far the tailer is behind.</summary>
internal static class TailerTelemetry
{
    private static readonly ObservableGauge<double> lag = JimTelemetry.Meter.CreateObservableGauge(
        MetricNames.ChangeLag, MeasureLag, "s", "Age of the newest read of the change log that every listener has been told of.");

    private static long toldFrom;

    /// <summary>
    /// Begins the span of telling a delta to all listeners: in the trace of the commit that woke the tailer, else in a trace of its own.
    /// Null where nobody records.
    /// </summary>
    public static Activity? StartDelta(Activity? waker, Delta delta)
    {
        var activity = JimTelemetry.StartBelow(waker, SpanNames.ChangeDelta);
        activity?.SetTag("jim.change.rows", delta.Changes.Count).SetTag("jim.change.overflow", delta.Overflow);
        return activity;
    }

    /// <summary>
    /// Records that all listeners have been told of what the log held at a moment, given as <see cref="Stopwatch.GetTimestamp"/>.
    /// </summary>
    public static void RecordTold(long readAt) => Volatile.Write(ref toldFrom, readAt);

    /// <summary>
    /// In seconds. Measured when an exporter asks for it, so that it grows while the tailer cannot read or a listener takes long.
    /// </summary>
    private static IEnumerable<Measurement<double>> MeasureLag() =>
        Volatile.Read(ref toldFrom) is var told and not 0 ? [new(Stopwatch.GetElapsedTime(told).TotalSeconds)] : [];
}
