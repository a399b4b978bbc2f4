using Jim.Platform.Cache;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Tests.Cache;

public sealed class ResultCacheTests : IAsyncLifetime
{
    private static readonly ReadOnlyMemory<byte> Question = "q"u8.ToArray();
    private readonly FlakyStore _store = new();
    private readonly ResultCache _cache;
    private int _runs;

    public ResultCacheTests() => _cache = new ResultCache(_store, TimeProvider.System, NullLogger<ResultCache>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cache.NoteToldAsync(PgSnapshot.Parse("1:1:"), Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_second_ask_is_a_hit_until_a_tag_is_raised()
    {
        Assert.False((await AskAsync()).Hit);
        Assert.True((await AskAsync()).Hit);
        await _cache.InvalidateAsync(["documents"], 50, Cancel);
        Assert.False((await AskAsync()).Hit);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task An_answer_older_than_the_cursor_is_not_given()
    {
        await AskAsync();
        Assert.False((await AskAsync(PgSnapshot.Parse("100:100:"))).Hit);
        Assert.True((await AskAsync(PgSnapshot.Parse("5:5:"))).Hit);
    }

    [Fact]
    public async Task An_answer_that_must_not_be_kept_is_not()
    {
        await _cache.GetOrRunAsync(Question, ["documents"], null, () => Task.FromResult<CachedAnswer?>(null), Cancel);
        Assert.False((await AskAsync()).Hit);
    }

    [Fact]
    public async Task Asks_at_one_time_run_once()
    {
        var gate = new TaskCompletionSource();
        async Task<CachedAnswer?> Run()
        {
            Interlocked.Increment(ref _runs);
            await gate.Task;
            return new CachedAnswer("10:10:", "{}"u8.ToArray());
        }

        var asks = Enumerable.Range(0, 20).Select(_ => _cache.GetOrRunAsync(Question, ["documents"], null, Run, Cancel).AsTask()).ToList();
        gate.SetResult();
        await Task.WhenAll(asks);
        Assert.Equal(1, _runs);
    }

    /// <summary>A statement that times out, as on a machine that is too busy, does not become one for each who waited.</summary>
    /// <param name="isAway">Then whoever asks during a run has the next one, so one more is made.</param>
    /// <param name="runs">The first two fail.</param>
    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public async Task After_a_run_that_failed_one_of_those_who_wait_runs_for_all(bool isAway, int runs)
    {
        _store.Away = isAway;
        var (failing, answering) = (new TaskCompletionSource(), new TaskCompletionSource());
        async Task<CachedAnswer?> Run()
        {
            var number = ++_runs;
            await (number <= 2 ? failing : answering).Task;
            return number <= 2 ? null : new CachedAnswer("10:10:", "{}"u8.ToArray());
        }

        var callers = new HandContext();
        List<Task<(CachedAnswer? Answer, bool Hit)>> asks = [];
        callers.Run(() => asks.AddRange(Enumerable.Range(0, 100).Select(
            _ => _cache.GetOrRunAsync(Question, ["documents"], null, Run, CancellationToken.None).AsTask())));
        callers.Run(failing.SetResult);
        Assert.Equal(3, _runs); // all others wait
        callers.Run(answering.SetResult);

        Assert.Equal(runs, _runs);
        Assert.All(asks, ask => Assert.True(ask.IsCompletedSuccessfully));
        Assert.Equal(98, (await Task.WhenAll(asks)).Count(ask => ask.Answer is not null));
    }

    [Fact]
    public async Task A_store_that_is_away_is_passed_by()
    {
        _store.Away = true;
        Assert.False((await AskAsync()).Hit);
        Assert.False((await AskAsync()).Hit);
        Assert.Equal(2, _runs);
    }

    /// <summary>Whoever asks while a run goes on may have written since it began.</summary>
    [Fact]
    public async Task While_the_store_is_away_asks_during_a_run_share_the_next_one()
    {
        _store.Away = true;
        List<TaskCompletionSource> gates = [new(), new(), new()];
        async Task<CachedAnswer?> Run()
        {
            var number = Interlocked.Increment(ref _runs);
            await gates[number - 1].Task;
            return new CachedAnswer("10:10:", Encoding.UTF8.GetBytes($"{number}"));
        }

        Task<(CachedAnswer?, bool)> Ask() => _cache.GetOrRunAsync(Question, ["documents"], null, Run, Cancel).AsTask();
        var first = Ask();
        var during = Enumerable.Range(0, 100).Select(_ => Ask()).ToList();
        Assert.Equal(1, _runs);
        gates[0].SetResult();
        Assert.Equal("1", Text(await first));
        await Eventually.Holds(() => _runs == 2);
        var later = Ask();
        gates[1].SetResult();
        Assert.All(await Task.WhenAll(during), answer => Assert.Equal("2", Text(answer)));
        gates[2].SetResult();
        Assert.Equal("3", Text(await later));
        Assert.Equal(3, _runs);

        static string Text((CachedAnswer? Answer, bool) got) => Encoding.UTF8.GetString(got.Answer!.Data.Span);
    }

    [Fact]
    public async Task While_the_store_is_away_others_ask_again_where_the_one_who_runs_for_all_leaves()
    {
        _store.Away = true;
        using var leaves = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        async Task<CachedAnswer?> Run()
        {
            Interlocked.Increment(ref _runs);
            await gate.Task;
            return new CachedAnswer("10:10:", "{}"u8.ToArray());
        }

        Task<(CachedAnswer?, bool)> Ask(CancellationToken cancellationToken) =>
            _cache.GetOrRunAsync(Question, ["documents"], null, Run, cancellationToken).AsTask();
        var first = Ask(Cancel);
        var next = Ask(leaves.Token);
        var others = Enumerable.Range(0, 20).Select(_ => Ask(Cancel)).ToList();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        gate.SetResult();
        await first;
        Assert.All(await Task.WhenAll(others), answer => Assert.NotNull(answer.Item1));
    }

    [Fact]
    public async Task A_bump_that_did_not_arrive_keeps_the_old_answer_away_and_is_told_later()
    {
        await AskAsync();
        _store.Away = true;
        await _cache.InvalidateAsync(["documents"], 50, Cancel);
        _store.Away = false;
        Assert.False((await AskAsync()).Hit);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_once_and_once_that_it_is_back()
    {
        var log = new RecordedLog<ResultCache>();
        var cache = new ResultCache(_store, TimeProvider.System, log);
        for (var outage = 1; outage <= 2; outage++)
        {
            _store.Away = true;
            await cache.InvalidateAsync(["documents"], 50, Cancel);
            await cache.InvalidateAsync(["documents", "groups"], 51, Cancel);
            await cache.InvalidatePendingAsync(Cancel);
            _store.Away = false;
            await cache.InvalidatePendingAsync(Cancel);
            await cache.InvalidatePendingAsync(Cancel);
            Assert.Equal(
                Enumerable.Repeat((int[])[LogEvents.CacheNotInvalidated, LogEvents.CacheBack], outage).SelectMany(e => e),
                log.Entries.Select(e => e.Id));
        }
    }

    private async Task<(CachedAnswer? Answer, bool Hit)> AskAsync(PgSnapshot? notBefore = null) =>
        await _cache.GetOrRunAsync(
            Question, ["documents"], notBefore,
            () => Task.FromResult<CachedAnswer?>(new CachedAnswer("10:10:", Encoding.UTF8.GetBytes($"{++_runs}"))), Cancel);

    /// <summary>The memory store, with a switch for the network.</summary>
    private sealed class FlakyStore : ICacheStore
    {
        private readonly MemoryCacheStore _inner = new(TimeProvider.System);

        public bool Away { get; set; }

        public ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
            Inner.FindAsync(key, tags, cancellationToken);

        public ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken) =>
            Inner.BumpAsync(tags, progress, cancellationToken);

        public ValueTask SetAsync(
            string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
            Inner.SetAsync(key, versions, value, timeToLive, cancellationToken);

        private MemoryCacheStore Inner => Away ? throw new CacheUnavailableException("away") : _inner;
    }

    /// <summary>Runs what is awaited by those who began in it, one after another, until each of them waits or has ended.</summary>
    private sealed class HandContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Call, object? State)> _calls = new();

        public override void Post(SendOrPostCallback d, object? state) => _calls.Enqueue((d, state));

        public void Run(Action begin)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                begin();
                while (_calls.TryDequeue(out var next))
                {
                    next.Call(next.State);
                }
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
