using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Tests.Subscriptions;

/// <summary>Which of the live queries that read only rows with a certain value a change wakes.</summary>
public sealed class PinnedQueriesTests : IAsyncDisposable
{
    private const uint Notes = 11;
    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly HeldTime _timeProvider = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=nowhere");
    private readonly ChangeTailer _tailer;
    private readonly LiveQueries _live;
    private readonly ScriptedQuery _one = new("one", Notes) { Pins = [new ScopeValue(Notes, 2, 1)] };
    private readonly ScriptedQuery _two = new("two", Notes) { Pins = [new ScopeValue(Notes, 2, 2), new ScopeValue(Notes, 1, 7)] };
    private readonly ScriptedQuery _any = new("any", Notes);

    public PinnedQueriesTests()
    {
        _deadline.CancelAfter(TimeSpan.FromSeconds(60));
        _tailer = new ChangeTailer(new ChangeReader(_nowhere), TimeProvider.System, NullLogger<ChangeTailer>.Instance);
        _live = new LiveQueries(_tailer, _timeProvider, LiveOptions.Default);
    }

    /// <summary>Column 1 is the key, column 2 a foreign key; each row is "one two any" as far as it is woken.</summary>
    public static TheoryData<long?[]?, long?[]?, string> Changes => new()
    {
        { [3, 5, 1], null, "one any" },
        { [3, 5, 3], null, "any" },
        { [3, 5, null], null, "any" },
        { [3, 5, 3], [3, 5, 2], "two any" },
        { [3, 5, 1], [3, 5, 2], "one two any" },
        { null, [3, 7, 3], "two any" },
        { null, null, "one two any" },
        { [1, 5], null, "one two any" },
        { [1, 7], null, "one two any" },
        { [2, 3], null, "two any" },
    };

    public async ValueTask DisposeAsync()
    {
        _live.Dispose();
        _tailer.Dispose();
        await _nowhere.DisposeAsync();
        _deadline.Dispose();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_wakes_those_whose_values_its_row_had_or_may_have_had(long?[]? before, long?[]? after, string woken)
    {
        await using var one = await BeginAsync(_one);
        await using var two = await BeginAsync(_two);
        await using var any = await BeginAsync(_any);
        var change = new Change(10, 1, Notes, ChangeOperation.Update, ["5"], -1, null) { ScopeBefore = before, ScopeAfter = after };
        _live.Wake(new Delta(new PgSnapshot(10, 10, []), new PgSnapshot(11, 11, []), [change], Overflow: false));
        for (var i = 0; i < 3; i++)
        {
            await _timeProvider.PassAsync(_deadline.Token);
        }

        foreach (var (name, query) in new Dictionary<string, ScriptedQuery> { ["one"] = _one, ["two"] = _two, ["any"] = _any })
        {
            if (woken.Contains(name, StringComparison.Ordinal))
            {
                await query.AnswerAsync("2", 12, _deadline.Token);
            }
        }

        Assert.True(_one.IsIdle && _two.IsIdle && _any.IsIdle);
    }

    [Fact]
    public async Task Who_has_left_is_not_looked_for()
    {
        var one = await BeginAsync(_one);
        await one.DisposeAsync();
        await using var two = await BeginAsync(_two);
        _live.Wake(new Delta(
            new PgSnapshot(10, 10, []), new PgSnapshot(11, 11, []),
            [new Change(10, 1, Notes, ChangeOperation.WholeTable, [], -1, null)], Overflow: false));
        await _timeProvider.PassAsync(_deadline.Token);
        await _timeProvider.PassAsync(_deadline.Token);
        await _two.AnswerAsync("2", 12, _deadline.Token);
        Assert.True(_one.IsIdle);
    }

    private async Task<IAsyncEnumerator<GraphQLResponse>> BeginAsync(ScriptedQuery query)
    {
        var answers = _live.SubscribeAsync(() => query.On(1), _deadline.Token).GetAsyncEnumerator(_deadline.Token);
        var first = answers.MoveNextAsync();
        await query.AnswerAsync("1", 10, _deadline.Token);
        Assert.True(await first);
        return answers;
    }
}
