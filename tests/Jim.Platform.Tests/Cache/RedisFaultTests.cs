using System.Diagnostics;
using Jim.Platform.Cache;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Cache;

/// <summary>A Redis that does not answer or is away costs a request little time.</summary>
[Collection(nameof(Alone))]
public sealed class RedisFaultTests : IAsyncLifetime
{
    /// <summary>The store's deadline is 50 ms, the client's own 5 s; a test machine may be busy with much else.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private TcpProxy _proxy = null!;
    private RedisCacheStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = new TcpProxy(TestServices.Redis);
        _store = RedisCacheStore.Connect(_proxy.Url, Guid.NewGuid().ToString("N"), _time);
        await Eventually.Holds(AnswersAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_in_time_and_the_next_ones_do_not_ask_for_a_second()
    {
        _proxy.HoldAnswers();
        await FailsSoonAsync();
        Assert.False(await _store.PingAsync(Cancel));

        _proxy.PassAnswers();
        await Eventually.Holds(async () => await _store.PingAsync(Cancel));
        await FailsSoonAsync();
        await Eventually.Holds(AnswersAsync);
    }

    [Fact]
    public async Task A_call_fails_at_once_while_Redis_is_away_and_works_again_when_it_is_back()
    {
        await _proxy.CutAsync();
        await FailsSoonAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await FailsSoonAsync();

        _proxy.Restore();
        await Eventually.Holds(AnswersAsync);
    }

    private async Task FailsSoonAsync()
    {
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await _store.FindAsync("key", ["tag"], Cancel));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    private async Task<bool> AnswersAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1.1));
        try
        {
            await _store.SetAsync("key", [], [1], TimeSpan.FromMinutes(1), Cancel);
            return true;
        }
        catch (CacheUnavailableException)
        {
            return false;
        }
    }
}
