using System.Diagnostics.Metrics;
using Jim.Postgres.Diagnostics;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Counts the jobs by state and priority while metrics are exported. The keeper that leads counts for all processes. The depth of a queue
/// is the number of queued jobs that are due; the broker's messages are not counted, because they may be lost or be sent twice.
/// </summary>
public sealed class JobCounts(NpgsqlDataSource dataSource) : IKeeperDuty
{
    private const string CountSql = """
        select state::text, priority::text, count(*), count(*) filter (where state = 'queued' and run_at <= now())
        from jim.jobs where state in ('queued', 'running') or finished_at > now() - interval '1 day'
        group by 1, 2
        """;

    private static readonly string[] states = ["queued", "running", "succeeded", "failed", "cancelled", "dead"];
    private static readonly string[] priorities = ["high", "normal", "low"];
    private static readonly Gauge<long> jobs = JimTelemetry.Meter.CreateGauge<long>(
        MetricNames.Jobs, "{job}", "Jobs by state; those that ended, of the last day.");

    private static readonly Gauge<long> depth = JimTelemetry.Meter.CreateGauge<long>(
        MetricNames.QueueDepth, "{job}", "Jobs that are due and wait for a worker.");

    public TimeSpan Every => TimeSpan.FromSeconds(15);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (!jobs.Enabled && !depth.Enabled)
        {
            return;
        }

        var found = await CountAsync(cancellationToken);
        foreach (var priority in priorities)
        {
            foreach (var state in states)
            {
                jobs.Record(
                    found.GetValueOrDefault((state, priority)).Count, new("jim.job.state", state), new("jim.job.priority", priority));
            }

            depth.Record(
                found.GetValueOrDefault(("queued", priority)).Due, new KeyValuePair<string, object?>("jim.job.priority", priority));
        }
    }

    private async Task<Dictionary<(string State, string Priority), (long Count, long Due)>> CountAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string, string), (long, long)>();
        await using var command = dataSource.CreateCommand(CountSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[(reader.GetString(0), reader.GetString(1))] = (reader.GetInt64(2), reader.GetInt64(3));
        }

        return found;
    }
}
