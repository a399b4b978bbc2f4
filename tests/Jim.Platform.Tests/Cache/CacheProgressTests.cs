using Jim.Platform.Cache;
using Jim.Postgres.Changes;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Cache;

/// <summary>Which answers in a shared store a process may use that has just begun.</summary>
public sealed class CacheProgressTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly MemoryCacheStore _store;

    public CacheProgressTests() => _store = new MemoryCacheStore(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_kept_or_found_before_somebody_follows_the_log()
    {
        var cache = new ResultCache(_store, _time, NullLogger<ResultCache>.Instance);
        Assert.False(await AskAsync(cache));
        Assert.False(await AskAsync(cache));
        await cache.NoteToldAsync(At(5), Cancel);
        Assert.False(await AskAsync(cache));
        Assert.True(await AskAsync(cache));
    }

    [Fact]
    public async Task A_process_goes_on_where_those_before_it_have_ended()
    {
        await StartAsync(At(5));
        var next = new CacheProgress(_store, _time);
        Assert.Equal(At(5).ToString(), (await next.BeginAsync(At(9), Cancel)).ToString());
        Assert.Null(next.Era);
    }

    [Fact]
    public async Task Answers_of_processes_that_have_ended_are_found_again()
    {
        var first = new ResultCache(_store, _time, NullLogger<ResultCache>.Instance);
        await first.NoteToldAsync(await first.BeginAsync(At(5), Cancel), Cancel);
        await AskAsync(first);
        var second = new ResultCache(_store, _time, NullLogger<ResultCache>.Instance);
        await second.NoteToldAsync(await second.BeginAsync(At(9), Cancel), Cancel);
        Assert.True(await AskAsync(second));
    }

    [Fact]
    public async Task Where_nobody_knows_how_far_the_store_was_told_an_era_begins()
    {
        var first = await StartAsync(At(5));
        _time.Advance(TimeSpan.FromHours(1));
        var second = new CacheProgress(_store, _time);
        Assert.Equal(At(9).ToString(), (await second.BeginAsync(At(9), Cancel)).ToString());
        await second.NoteAsync(At(9), Cancel);
        Assert.NotEqual(first.Era, second.Era);
    }

    [Fact]
    public async Task A_database_that_was_set_back_begins_an_era()
    {
        var first = await StartAsync(At(5));
        var second = new CacheProgress(_store, _time);
        Assert.Equal(At(3).ToString(), (await second.BeginAsync(At(3), Cancel)).ToString());
        await second.NoteAsync(At(3), Cancel);
        Assert.NotEqual(first.Era, second.Era);
    }

    /// <summary>One that could not read the store when it began does not take over what others kept before it.</summary>
    [Fact]
    public async Task Processes_share_an_era_only_where_all_was_told_in_it()
    {
        var late = new CacheProgress(_store, _time);
        await late.BeginAsync(At(9), Cancel);
        var early = await StartAsync(At(5));
        await late.NoteAsync(At(9), Cancel);
        Assert.NotEqual(early.Era, late.Era);
        _time.Advance(TimeSpan.FromSeconds(1));
        await early.NoteAsync(At(12), Cancel);
        Assert.Equal(early.Era, late.Era);
    }

    private async Task<CacheProgress> StartAsync(PgSnapshot now)
    {
        var progress = new CacheProgress(_store, _time);
        await progress.NoteAsync(await progress.BeginAsync(now, Cancel), Cancel);
        return progress;
    }

    private static async Task<bool> AskAsync(ResultCache cache)
    {
        var made = new CachedAnswer("10:10:", "{}"u8.ToArray());
        return (await cache.GetOrRunAsync("q"u8.ToArray(), ["1"], null, () => Task.FromResult<CachedAnswer?>(made), Cancel)).Hit;
    }

    private static PgSnapshot At(ulong xid) => new(xid, xid, []);
}
