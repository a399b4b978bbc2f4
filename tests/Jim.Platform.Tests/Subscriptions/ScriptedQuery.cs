using System.Threading.Channels;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;

namespace Jim.Platform.Tests.Subscriptions;

/// <summary>A live query whose runs wait for the answers that a test gives, one by one.</summary>
internal sealed class ScriptedQuery(string key, params uint[] tables)
{
    private readonly Channel<Run> _runs = Channel.CreateUnbounded<Run>();

    /// <summary>Its answer changes without a change of its tables.</summary>
    public bool ReadsClock { get; init; }

    /// <summary>Whose query it is.</summary>
    public string User { get; init; } = "ann";

    /// <summary>As <see cref="LiveQuery.Pins"/>.</summary>
    public ImmutableArray<ScopeValue> Pins { get; init; } = [];

    /// <summary>How long the user's next run has to wait.</summary>
    public TimeSpan Wait { get; set; }

    public LiveQuery On(long schemaVersion) =>
        new(schemaVersion, $"{schemaVersion} {key}", ReadSet.Nothing with { Tables = [.. tables], Unknown = ReadsClock }, RunAsync)
        {
            User = User, FindWait = () => Wait, Pins = Pins,
        };

    /// <summary>Waits until it runs.</summary>
    public ValueTask<Run> RunningAsync(CancellationToken cancellationToken) => _runs.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits until it runs and answers; <paramref name="xmax"/>: all transactions below it are in the answer.</summary>
    public async Task AnswerAsync(string data, ulong xmax, CancellationToken cancellationToken) =>
        (await RunningAsync(cancellationToken)).Answer(data, xmax);

    public bool IsIdle => !_runs.Reader.TryPeek(out _);

    private async Task<GraphQLResponse> RunAsync(bool isQuick, CancellationToken cancellationToken)
    {
        var run = new Run(cancellationToken) { IsQuick = isQuick };
        _runs.Writer.TryWrite(run);
        return await run.Response.Task.WaitAsync(cancellationToken);
    }

    internal sealed class Run(CancellationToken stopped)
    {
        public TaskCompletionSource<GraphQLResponse> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsQuick { get; init; }

        public CancellationToken Stopped => stopped;

        public void Answer(string data, ulong xmax, TimeSpan took = default) => Response.SetResult(new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed, CachedData = Encoding.UTF8.GetBytes(data), PgSnapshotText = $"{xmax}:{xmax}:",
            DatabaseTime = took,
        });

        public void Fail(ResponseOutcome outcome, string code) =>
            Response.SetResult(GraphQLResponse.Refused(outcome, new GraphQLError("no answer") { Code = code }));
    }
}
