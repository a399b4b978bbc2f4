using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Tests.Subscriptions;

/// <summary>Who runs when, who is told what, and how it ends. No database and no clock: the tests give answers and let time pass.</summary>
public sealed class LiveQueriesTests : IAsyncDisposable
{
    private const uint Notes = 11;
    private const uint Users = 12;

    /// <summary>An answer that never comes fails its test, and does not hold the suite.</summary>
    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly HeldTime _timeProvider = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=nowhere");
    private readonly ChangeTailer _tailer;
    private readonly LiveQueries _live;

    public LiveQueriesTests()
    {
        _deadline.CancelAfter(TimeSpan.FromSeconds(60));
        _tailer = new ChangeTailer(new ChangeReader(_nowhere), TimeProvider.System, NullLogger<ChangeTailer>.Instance);
        _live = new LiveQueries(_tailer, _timeProvider, LiveOptions.Default);
    }

    private CancellationToken Cancel => _deadline.Token;

    public async ValueTask DisposeAsync()
    {
        _live.Dispose();
        _tailer.Dispose();
        await _nowhere.DisposeAsync();
        _deadline.Dispose();
    }

    [Fact]
    public async Task Subscribers_of_one_key_share_one_run()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await using var bob = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        Assert.Equal("1", await bob.NextAsync());
        await _timeProvider.PassAsync(Cancel);
        Assert.True(query.IsIdle);
    }

    /// <summary>A query holds the request of its subscriber, with variables and claims: it must go when he does.</summary>
    [Fact]
    public async Task Who_is_left_runs_when_the_first_subscriber_has_gone()
    {
        var second = new ScriptedQuery("notes", Notes);
        var (bob, first) = await JoinAsSecondAsync(second);
        _live.Wake(Committed(10, Notes));
        await _timeProvider.PassAsync(Cancel);
        await second.AnswerAsync("2", 12, Cancel);
        Assert.Equal("2", await bob.NextAsync());
        for (var i = 0; i < 5 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        await bob.DisposeAsync();
    }

    /// <summary>A second subscriber, after the first one has got an answer and left; and what is left of the first one's query.</summary>
    private async Task<(Subscriber Second, WeakReference First)> JoinAsSecondAsync(ScriptedQuery second)
    {
        var first = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => first.On(1));
        await first.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        var bob = Subscribe(() => second.On(1));
        Assert.Equal("1", await bob.NextAsync());
        return (bob, new WeakReference(first));
    }

    [Fact]
    public async Task Another_key_is_another_run()
    {
        var (one, other) = (new ScriptedQuery("one", Notes), new ScriptedQuery("other", Notes));
        await using var ann = Subscribe(() => one.On(1));
        await using var bob = Subscribe(() => other.On(1));
        await one.AnswerAsync("1", 10, Cancel);
        await other.AnswerAsync("2", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        Assert.Equal("2", await bob.NextAsync());
    }

    [Fact]
    public async Task Who_joins_later_gets_the_latest_answer_at_once()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        await ann.NextAsync();
        await using var bob = Subscribe(() => query.On(1));
        Assert.Equal("1", await bob.NextAsync());
        Assert.True(query.IsIdle);
    }

    [Fact]
    public async Task A_change_of_a_table_that_is_read_wakes_the_query_once_for_a_burst()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        await ann.NextAsync();
        _live.Wake(Committed(10, Notes));
        _live.Wake(Committed(11, Notes));
        Assert.Equal(Cohort.RunInterval, await _timeProvider.PassAsync(Cancel));
        await query.AnswerAsync("2", 12, Cancel);
        Assert.Equal("2", await ann.NextAsync());
        await _timeProvider.PassAsync(Cancel);
        Assert.True(query.IsIdle);
    }

    [Fact]
    public async Task Other_tables_and_what_the_answer_has_seen_wake_nobody()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        await ann.NextAsync();
        _live.Wake(Committed(20, Users));
        _live.Wake(Committed(9, Notes));
        await _timeProvider.PassAsync(Cancel);

        // The cohort looks at its mark after each pause: were it woken, this run would be the first and not the second.
        _live.Wake(Committed(21, Notes));
        await query.AnswerAsync("2", 22, Cancel);
        Assert.Equal("2", await ann.NextAsync());
        await _timeProvider.PassAsync(Cancel);
        Assert.True(query.IsIdle);
    }

    /// <summary>A row that comes to be seen, or ceases to be, by the time of day: no change tells of it.</summary>
    [Fact]
    public async Task What_reads_the_clock_runs_again_at_a_pace_of_its_own()
    {
        var query = new ScriptedQuery("notes", Notes) { ReadsClock = true };
        await using var ann = Subscribe(() => query.On(1));
        var clock = await _timeProvider.NextAsync(Cancel);
        Assert.Equal(LiveOptions.Default.ClockInterval, clock.Due);
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        await _timeProvider.PassAsync(Cancel);
        Assert.True(query.IsIdle);
        clock.End();
        await query.AnswerAsync("2", 10, Cancel);
        Assert.Equal("2", await ann.NextAsync());
    }

    [Fact]
    public async Task More_changes_than_can_be_told_wake_everybody()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        await ann.NextAsync();
        _live.Wake(new Delta(At(10), At(11), [], Overflow: true));
        await _timeProvider.PassAsync(Cancel);
        await query.AnswerAsync("2", 11, Cancel);
        Assert.Equal("2", await ann.NextAsync());
    }

    [Fact]
    public async Task A_change_during_a_run_leads_to_another_run()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        var run = await query.RunningAsync(Cancel);
        _live.Wake(Committed(10, Notes));
        run.Answer("1", 10);
        Assert.Equal("1", await ann.NextAsync());
        await _timeProvider.PassAsync(Cancel);
        await query.AnswerAsync("2", 11, Cancel);
        Assert.Equal("2", await ann.NextAsync());
    }

    [Fact]
    public async Task The_same_answer_is_not_told_again_and_a_slow_reader_gets_the_newest()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        foreach (var (data, xid) in new (string, ulong)[] { ("1", 10), ("2", 11), ("3", 12) })
        {
            _live.Wake(Committed(xid, Notes));
            await _timeProvider.PassAsync(Cancel);
            await query.AnswerAsync(data, xid + 1, Cancel);
        }

        await _timeProvider.PassAsync(Cancel);
        Assert.Equal("3", await ann.NextAsync());
    }

    [Theory]
    [InlineData(ResponseOutcome.Unavailable, "JIM_DATABASE_UNAVAILABLE")]
    [InlineData(ResponseOutcome.Invalid, "JIM_SCHEMA_CHANGED")]
    public async Task A_run_without_an_answer_is_tried_again_and_told_to_nobody(ResponseOutcome outcome, string code)
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(1));
        (await query.RunningAsync(Cancel)).Fail(outcome, code);
        Assert.Equal(Cohort.FaultPause, await _timeProvider.PassAsync(Cancel));
        Assert.Equal(Cohort.RunInterval, await _timeProvider.PassAsync(Cancel));
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
    }

    [Fact]
    public async Task The_last_subscriber_takes_the_run_with_it()
    {
        var query = new ScriptedQuery("notes", Notes);
        var (ann, bob) = (Subscribe(() => query.On(1)), Subscribe(() => query.On(1)));
        var run = await query.RunningAsync(Cancel);
        await ann.DisposeAsync();
        Assert.False(run.Stopped.IsCancellationRequested);
        var stopped = new TaskCompletionSource();
        await using var registration = run.Stopped.Register(stopped.SetResult);
        await bob.DisposeAsync();
        await stopped.Task.WaitAsync(Cancel);

        await using var carol = Subscribe(() => query.On(1));
        await query.AnswerAsync("new", 10, Cancel);
        Assert.Equal("new", await carol.NextAsync());
    }

    [Fact]
    public async Task What_is_refused_at_the_start_is_told_without_data_and_ends()
    {
        await using var ann = Subscribe(() => new LiveRefusal([new GraphQLError("no") { Code = "JIM_UNTRACKED" }]));
        Assert.Equal("-JIM_UNTRACKED", await ann.NextAsync());
        Assert.Null(await ann.NextAsync());
    }

    [Fact]
    public async Task A_query_that_the_new_schema_refuses_ends_with_its_reasons()
    {
        var query = new ScriptedQuery("notes", Notes);
        LivePreparation preparation = query.On(1);
        await using var ann = Subscribe(() => preparation);
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        preparation = new LiveRefusal([new GraphQLError("The field `body` does not exist.") { Code = "HC0015" }]);
        _live.ChangeSchema(2);
        Assert.Equal("null-JIM_SCHEMA_CHANGED-HC0015", await ann.NextAsync());
        Assert.Null(await ann.NextAsync());
    }

    [Fact]
    public async Task Other_queries_go_on_with_the_new_schema_and_are_told_only_what_differs()
    {
        var (before, after) = (new ScriptedQuery("notes", Notes), new ScriptedQuery("notes", Users));
        LivePreparation preparation = before.On(1);
        await using var ann = Subscribe(() => preparation);
        await before.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        var next = ann.NextAsync();
        preparation = after.On(2);
        _live.ChangeSchema(2);
        await after.AnswerAsync("1", 11, Cancel);
        _live.Wake(Committed(11, Users));
        await PassUntilRunningAsync(after, "2", 12);
        Assert.Equal("2", await next);
        Assert.True(before.IsIdle);
    }

    [Fact]
    public async Task Commits_while_the_schema_changes_are_not_missed()
    {
        var (before, after) = (new ScriptedQuery("notes", Notes), new ScriptedQuery("notes", Notes));
        LivePreparation preparation = before.On(1);
        await using var ann = Subscribe(() => preparation);
        var old = await before.RunningAsync(Cancel);
        var stopped = new TaskCompletionSource();
        await using var registration = old.Stopped.Register(stopped.SetResult);
        preparation = after.On(2);
        _live.ChangeSchema(2);
        await stopped.Task.WaitAsync(Cancel);
        var run = await after.RunningAsync(Cancel);
        _live.Wake(Committed(20, Notes));
        run.Answer("without it", 20);
        Assert.Equal("without it", await ann.NextAsync());
        await PassUntilRunningAsync(after, "with it", 21);
        Assert.Equal("with it", await ann.NextAsync());
    }

    [Fact]
    public async Task A_cohort_parts_where_the_new_schema_tells_its_subscribers_apart()
    {
        var (shared, anns, bobs) = (new ScriptedQuery("notes", Notes), new ScriptedQuery("notes of ann", Notes),
            new ScriptedQuery("notes of bob", Notes));
        var version = 1;
        await using var ann = Subscribe(() => version == 1 ? shared.On(1) : anns.On(2));
        await using var bob = Subscribe(() => version == 1 ? shared.On(1) : bobs.On(2));
        await shared.AnswerAsync("all", 10, Cancel);
        Assert.Equal(("all", "all"), (await ann.NextAsync(), await bob.NextAsync()));
        var (annsNext, bobsNext) = (ann.NextAsync(), bob.NextAsync());
        version = 2;
        _live.ChangeSchema(2);
        await anns.AnswerAsync("ann's", 11, Cancel);
        await bobs.AnswerAsync("bob's", 11, Cancel);
        Assert.Equal(("ann's", "bob's"), (await annsNext, await bobsNext));
    }

    [Fact]
    public async Task A_query_prepared_on_the_schema_of_before_is_prepared_again()
    {
        var (before, after) = (new ScriptedQuery("notes", Notes), new ScriptedQuery("notes", Notes));
        _live.ChangeSchema(2);
        var asked = 0;
        await using var ann = Subscribe(() => asked++ == 0 ? before.On(1) : after.On(2));
        await after.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        Assert.True(before.IsIdle);
    }

    [Fact]
    public async Task Who_is_on_the_new_schema_already_is_left_alone()
    {
        var query = new ScriptedQuery("notes", Notes);
        await using var ann = Subscribe(() => query.On(2));
        await query.AnswerAsync("1", 10, Cancel);
        Assert.Equal("1", await ann.NextAsync());
        _live.ChangeSchema(2);
        _live.Wake(Committed(10, Notes));
        await _timeProvider.PassAsync(Cancel);
        await query.AnswerAsync("2", 11, Cancel);
        Assert.Equal("2", await ann.NextAsync());
    }

    private static PgSnapshot At(ulong xmax) => new(xmax, xmax, []);

    private static Delta Committed(ulong xid, uint table) =>
        new(At(xid), At(xid + 1), [new Change(xid, 1, table, ChangeOperation.Update, ["1"], -1, null)], Overflow: false);

    private Subscriber Subscribe(Func<LivePreparation> prepare) => new(_live, prepare, Cancel);

    /// <summary>Lets pauses pass, also those of cohorts that have ended, until the query runs again and is answered.</summary>
    private async Task PassUntilRunningAsync(ScriptedQuery query, string data, ulong xmax)
    {
        var answered = query.AnswerAsync(data, xmax, Cancel);
        while (!answered.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var passed = _timeProvider.PassAsync(enough.Token);
            if (await Task.WhenAny(answered, passed) == answered)
            {
                await enough.CancelAsync();
            }
        }

        await answered;
    }

    /// <summary>Reads a live query; the first answer is asked for at once, so that the query runs.</summary>
    private sealed class Subscriber : IAsyncDisposable
    {
        private readonly CancellationTokenSource _left;
        private readonly IAsyncEnumerator<GraphQLResponse> _answers;
        private Task<bool> _moving;
        private bool _taken = true;

        public Subscriber(LiveQueries live, Func<LivePreparation> prepare, CancellationToken cancellationToken)
        {
            _left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _answers = live.SubscribeAsync(prepare, _left.Token).GetAsyncEnumerator(_left.Token);
            _moving = _answers.MoveNextAsync().AsTask();
            _taken = false;
        }

        /// <summary>The data of the next answer, and the codes of its errors; null: it has ended.</summary>
        public async Task<string?> NextAsync()
        {
            if (_taken)
            {
                _moving = _answers.MoveNextAsync().AsTask();
            }

            _taken = true;
            return await _moving
                ? string.Join('-', [Encoding.UTF8.GetString(_answers.Current.DataBytes), .. _answers.Current.Errors.Select(e => e.Code)])
                : null;
        }

        public async ValueTask DisposeAsync()
        {
            await _left.CancelAsync();
            await ((Task)_moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _answers.DisposeAsync();
            _left.Dispose();
        }
    }
}
