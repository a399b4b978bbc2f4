using Jim.Platform.Jobs;
using Npgsql;

namespace Jim.Platform.Tests.Jobs;

/// <summary>Does what the test says, and remembers how often.</summary>
internal sealed class ScriptedHandler(Func<JobRow, CancellationToken, Task<JobOutcome>> run) : IJobHandler
{
    private int _runs;

    public ScriptedHandler(Func<JobOutcome> run)
        : this((_, _) => Task.FromResult(run()))
    {
    }

    public string Kind => "scripted";

    public bool WaitsForever { get; init; }

    public int Runs => _runs;

    public string? OnGivenUpSql { get; init; }

    public Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return run(job, cancellationToken);
    }

    public IEnumerable<NpgsqlBatchCommand> OnGivenUp(JobRow job, GraphQLError error) =>
        OnGivenUpSql is { } sql ? [new NpgsqlBatchCommand(sql)] : [];
}
