using Jim.Platform.Cache;

namespace Jim.Platform.Tests.Cache;

/// <summary>What every cache store must do; the twin and Redis each run it.</summary>
public abstract class CacheStoreContract : IAsyncLifetime
{
    private readonly string _tag = "t" + Guid.NewGuid().ToString("N");
    private ICacheStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<ICacheStore> OpenAsync();

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Gives_back_what_was_kept_and_nothing_else()
    {
        await _store.SetAsync(_tag, [1, 2, 3], TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal([1, 2, 3], await _store.GetAsync(_tag, Cancel));
        Assert.Null(await _store.GetAsync(_tag + "x", Cancel));
    }

    [Fact]
    public async Task A_version_stands_until_its_tag_is_raised()
    {
        var before = await VersionAsync();
        Assert.Equal(before, await VersionAsync());
        await _store.BumpAsync([_tag], 7, Cancel);
        Assert.NotEqual(before, await VersionAsync());
    }

    [Fact]
    public async Task Two_bumps_for_one_transaction_are_one_version()
    {
        await _store.BumpAsync([_tag], 7, Cancel);
        var once = await VersionAsync();
        await _store.BumpAsync([_tag], 7, Cancel);
        Assert.Equal(once, await VersionAsync());
    }

    [Fact]
    public async Task A_late_bump_of_an_earlier_transaction_does_not_bring_an_old_version_back()
    {
        await _store.BumpAsync([_tag], 7, Cancel);
        await _store.BumpAsync([_tag], 9, Cancel);
        var latest = await VersionAsync();
        await _store.BumpAsync([_tag], 8, Cancel);
        Assert.Equal(latest, await VersionAsync());
    }

    [Fact]
    public async Task Two_tags_that_were_made_for_one_transaction_differ_from_their_lost_selves()
    {
        await _store.BumpAsync([_tag], 7, Cancel);
        var first = await VersionAsync();
        var other = await OpenAnotherWorldAsync();
        await other.BumpAsync([_tag], 7, Cancel);
        Assert.NotEqual(first, (await other.GetVersionsAsync([_tag], Cancel))[0]);
    }

    [Fact]
    public async Task A_later_entry_takes_the_place_of_an_earlier_one()
    {
        await _store.SetAsync(_tag, [1], TimeSpan.FromMinutes(1), Cancel);
        await _store.SetAsync(_tag, [2], TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal([2], await _store.GetAsync(_tag, Cancel));
    }

    /// <summary>The same store after it lost everything.</summary>
    protected abstract Task<ICacheStore> OpenAnotherWorldAsync();

    private async Task<string> VersionAsync() => (await _store.GetVersionsAsync([_tag], Cancel))[0];
}
