using System.Diagnostics.Metrics;
using Jim.Platform.Files.Copies;
using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>Makes the targets known, lets new ones wait for every version, and measures how far each is behind.</summary>
public sealed class TargetUpkeep(NpgsqlDataSource dataSource, FileTargets targets, MirrorTargets mirrors, TimeProvider timeProvider)
    : IKeeperDuty
{
    /// <summary>Workers with other settings may have stored versions without a row for a target.</summary>
    private static readonly TimeSpan fillEvery = TimeSpan.FromHours(1);

    private static readonly Gauge<long> files = JimTelemetry.Meter.CreateGauge<long>(
        MetricNames.TargetFiles, "{file}", "Versions that a target lacks.");

    private static readonly Gauge<long> bytes = JimTelemetry.Meter.CreateGauge<long>(
        MetricNames.TargetBytes, "By", "Bytes of the versions that a target lacks.");

    private static readonly Gauge<double> behind = JimTelemetry.Meter.CreateGauge<double>(
        MetricNames.TargetBehind, "s", "How long the oldest version has waited that a target lacks.");

    private readonly TargetRows _rows = new(dataSource);
    private DateTimeOffset _filled;

    public TimeSpan Every => TimeSpan.FromSeconds(15);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            await _rows.KnowAsync(
                [
                    .. targets.All.Select(t => (t.Target, "copy", t.Address)),
                    .. mirrors.All.Select(m => (m.Target, "mirror", m.Address)),
                ],
                cancellationToken);
        }

        if (isFirst || timeProvider.GetUtcNow() - _filled >= fillEvery)
        {
            foreach (var target in targets.All)
            {
                await _rows.FillAsync(target.Target, cancellationToken);
                target.Health.Wake();
            }

            _filled = timeProvider.GetUtcNow();
        }

        await _rows.MeasureAsync(cancellationToken);
        foreach (var report in await _rows.ReadAsync(cancellationToken))
        {
            var name = new KeyValuePair<string, object?>("jim.target", report.Name);
            files.Record(report.Files, name);
            bytes.Record(report.Bytes, name);
            behind.Record(report.Behind.TotalSeconds, name);
        }
    }
}
