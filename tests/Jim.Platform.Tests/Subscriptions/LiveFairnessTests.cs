using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Tests.Subscriptions;

/// <summary>Slow live queries of one user, or ones that cost much, do not hold up those of others.</summary>
public sealed class LiveFairnessTests : IAsyncDisposable
{
    private const uint Notes = 11;
    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly HeldTime _timeProvider = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=nowhere");
    private readonly ChangeTailer _tailer;
    private readonly LiveQueries _live;
    private readonly List<Task> _reading = [];

    public LiveFairnessTests()
    {
        _deadline.CancelAfter(TimeSpan.FromSeconds(60));
        _tailer = new ChangeTailer(new ChangeReader(_nowhere), TimeProvider.System, NullLogger<ChangeTailer>.Instance);
        _live = new LiveQueries(_tailer, _timeProvider, LiveOptions.Default with { AnswerBytesMax = 100 });
    }

    private CancellationToken Cancel => _deadline.Token;

    public async ValueTask DisposeAsync()
    {
        await _deadline.CancelAsync();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _live.Dispose();
        _tailer.Dispose();
        await _nowhere.DisposeAsync();
        _deadline.Dispose();
    }

    [Fact]
    public async Task The_slow_runs_of_one_user_leave_room_for_others()
    {
        var slow = Enumerable.Range(0, 6).Select(i => new ScriptedQuery($"slow {i}", Notes)).ToArray();
        Array.ForEach(slow, query => _ = FirstAsync(query));
        await Eventually.Holds(() => slow.Count(query => !query.IsIdle) == 3);
        var quick = new ScriptedQuery("quick", Notes) { User = "ben" };
        var first = FirstAsync(quick);
        await quick.AnswerAsync("1", 10, Cancel);
        Assert.Equal(TimeSpan.Zero, (await first).LiveInterval);
        Assert.Equal(3, slow.Count(query => !query.IsIdle));
    }

    [Fact]
    public async Task A_query_that_costs_much_runs_less_often_and_its_client_is_told()
    {
        var query = new ScriptedQuery("notes", Notes);
        var first = FirstAsync(query);
        (await query.RunningAsync(Cancel)).Answer("1", 10, TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(15), (await first).LiveInterval);
        Assert.Equal(TimeSpan.FromSeconds(15), await _timeProvider.PassAsync(Cancel));
        using var extensions = JsonDocument.Parse(Write(await first));
        Assert.Equal(
            15_000,
            extensions.RootElement.GetProperty("extensions").GetProperty("live").GetProperty("everyMilliseconds").GetInt32());
    }

    /// <summary>The answers that are kept are bounded in all; who has most loses his oldest, is told so, and stays subscribed.</summary>
    [Fact]
    public async Task Answers_of_a_user_who_has_most_are_given_up_when_there_is_no_room()
    {
        var (large, ofBen, other) = (
            new ScriptedQuery("large", Notes), new ScriptedQuery("ben", Notes) { User = "ben" }, new ScriptedQuery("other", Notes));
        var (seen, given) = (new List<GraphQLResponse>(), new TaskCompletionSource());
        var first = FirstAsync(large, answer =>
        {
            seen.Add(answer);
            if (answer.Errors.Count > 0)
            {
                given.TrySetResult();
            }
        });
        await large.AnswerAsync(new string('1', 40), 10, Cancel);
        await first;
        var ben = FirstAsync(ofBen);
        await ofBen.AnswerAsync(new string('2', 30), 10, Cancel);
        Assert.Empty((await ben).Errors);
        Assert.Single(seen);
        var last = FirstAsync(other);
        await other.AnswerAsync(new string('3', 35), 10, Cancel);
        Assert.Empty((await last).Errors);
        await given.Task.WaitAsync(Cancel);
        Assert.Equal([null, "JIM_OVERLOADED"], seen.ConvertAll(answer => answer.Errors is [var error, ..] ? error.Code : null));
    }

    [Theory]
    [InlineData(new[] { 0.1 }, 0.05)]
    [InlineData(new[] { 0.1, 0.2 }, 1)]
    [InlineData(new[] { 0.004, 0.004 }, 0.05)]
    [InlineData(new[] { 0.5 }, 5)]
    [InlineData(new[] { 0.5, 0.002 }, 0.05)]
    [InlineData(new[] { 0.002, 8 }, 0.05)]
    [InlineData(new[] { 0.002, 8, 8 }, 30)]
    public void The_pause_follows_the_cost(double[] runs, double pause)
    {
        var pace = new LivePace();
        Array.ForEach(runs, seconds => pace.Note(TimeSpan.FromSeconds(seconds)));
        Assert.Equal((pause, pause > 0.05), (pace.Pause.TotalSeconds, pace.IsSlowed));
    }

    [Fact]
    public async Task A_user_who_kept_the_database_busy_for_too_long_waits_and_is_not_refused()
    {
        var query = new ScriptedQuery("notes", Notes) { Wait = TimeSpan.FromSeconds(7) };
        var first = FirstAsync(query);
        var waiting = await _timeProvider.NextAsync(Cancel);
        Assert.Equal((TimeSpan.FromSeconds(7), true), (waiting.Due, query.IsIdle));
        query.Wait = TimeSpan.Zero;
        waiting.End();
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Empty((await first).Errors);
    }

    /// <summary>Those that run together wait for each other, so only short ones with short answers do.</summary>
    [Theory]
    [InlineData(new[] { 0.001 }, 10, true)]
    [InlineData(new[] { 0.02 }, 10, false)]
    [InlineData(new[] { 0.02, 0.001, 0.02 }, 10, true)]
    [InlineData(new[] { 0.001, 0.02, 0.02 }, 10, false)]
    [InlineData(new[] { 0.001 }, 100_000, false)]
    public async Task A_query_runs_together_with_others_while_it_is_quick(double[] runs, int bytes, bool isQuick)
    {
        using var live = new LiveQueries(_tailer, _timeProvider, LiveOptions.Default);
        var query = new ScriptedQuery("notes", Notes);
        _reading.Add(Task.Run(async () =>
        {
            await foreach (var _ in live.SubscribeAsync(() => query.On(1), Cancel))
            {
            }
        }));
        var run = await query.RunningAsync(Cancel);
        Assert.False(run.IsQuick);
        foreach (var seconds in runs)
        {
            run.Answer(new string('1', bytes), 10, TimeSpan.FromSeconds(seconds));
            await _timeProvider.PassAsync(Cancel);
            live.Wake(new Delta(PgSnapshot.Parse("10:10:"), PgSnapshot.Parse("11:11:"), [], Overflow: true));
            run = await query.RunningAsync(Cancel);
        }

        Assert.Equal(isQuick, run.IsQuick);
    }

    private static string Write(GraphQLResponse response)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        response.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Subscribes, and stays subscribed until the test ends.</summary>
    /// <returns>The first answer.</returns>
    private Task<GraphQLResponse> FirstAsync(ScriptedQuery query, Action<GraphQLResponse>? hear = null)
    {
        var first = new TaskCompletionSource<GraphQLResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading.Add(Task.Run(async () =>
        {
            await foreach (var answer in _live.SubscribeAsync(() => query.On(1), Cancel))
            {
                hear?.Invoke(answer);
                first.TrySetResult(answer);
            }
        }));
        return first.Task.WaitAsync(Cancel);
    }
}
