using System.Diagnostics;
using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Jobs;

/// <summary>
/// One run of a job as a span and a duration. The kind is an attribute of both: it is that of a handler, so there are few different values.
/// </summary>
internal sealed class JobTelemetry : IDisposable
{
    private static readonly Histogram<double> duration = JimTelemetry.Meter.CreateHistogram<double>(
        MetricNames.JobDuration, "s", "Duration of one run of a job, by kind and outcome.");

    private readonly Activity? _activity;
    private readonly string _kind;
    private readonly long _begun = Stopwatch.GetTimestamp();

    private JobTelemetry(JobRow job)
    {
        _kind = job.Kind;
        _activity = JimTelemetry.Start(SpanNames.Job);
        _activity?.SetTag("jim.job.kind", job.Kind).SetTag("jim.job.attempt", job.Attempt);
    }

    public static JobTelemetry Start(JobRow job) => new(job);

    public void End(JobOutcome outcome)
    {
        var name = outcome.GetType().Name;
        _activity?.SetTag("jim.job.outcome", name);
        if (outcome is JobOutcome.Rejected or JobOutcome.Retry)
        {
            _activity?.SetStatus(ActivityStatusCode.Error);
        }

        duration.Record(
            Stopwatch.GetElapsedTime(_begun).TotalSeconds,
            new KeyValuePair<string, object?>("jim.job.kind", _kind), new KeyValuePair<string, object?>("jim.job.outcome", name));
    }

    public void Dispose() => _activity?.Dispose();
}
