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
        await KeepAsync([], 1);
        Assert.Equal(1, await FindAsync());
        Assert.Null((await _store.FindAsync(_tag + "x", [], Cancel)).Value);
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
    public async Task What_was_kept_is_found_until_one_of_its_tags_is_raised()
    {
        string[] tags = [_tag, _tag + "2"];
        for (var progress = 0UL; progress < 2; progress++)
        {
            var versions = (await _store.FindAsync(_tag, tags, Cancel)).Versions;
            Assert.Null(await FindAsync(tags));
            await KeepAsync(versions, 3);
            Assert.Equal(3, await FindAsync(tags));
            await _store.BumpAsync([_tag + "3"], 9, Cancel);
            Assert.Equal(3, await FindAsync(tags));
            await _store.BumpAsync([tags[progress]], progress + 1, Cancel);
        }

        Assert.Null(await FindAsync(tags));
    }

    /// <summary>As where another version of Jim knows other tags of the same answer.</summary>
    [Fact]
    public async Task What_was_kept_under_some_tags_is_not_found_under_others()
    {
        string[] tags = [_tag, _tag + "2"];
        await KeepAsync((await _store.FindAsync(_tag, tags, Cancel)).Versions, 3);
        Assert.Equal(3, await FindAsync(tags));
        Assert.Null(await FindAsync());
        Assert.Null(await FindAsync(_tag));
        Assert.Null(await FindAsync(tags[1], tags[0]));
        Assert.Null(await FindAsync([.. tags, _tag + "3"]));
    }

    [Fact]
    public async Task What_is_kept_late_is_not_found_under_the_versions_of_now()
    {
        var before = (await _store.FindAsync(_tag, [_tag], Cancel)).Versions;
        await _store.BumpAsync([_tag], 7, Cancel);
        await KeepAsync(before, 3);
        Assert.Null(await FindAsync(_tag));
    }

    [Fact]
    public async Task Two_bumps_for_one_transaction_are_one_version()
    {
        await VersionAsync();
        await _store.BumpAsync([_tag], 7, Cancel);
        var once = await VersionAsync();
        await _store.BumpAsync([_tag], 7, Cancel);
        Assert.Equal(once, await VersionAsync());
    }

    [Fact]
    public async Task A_late_bump_of_an_earlier_transaction_does_not_bring_an_old_version_back()
    {
        await VersionAsync();
        await _store.BumpAsync([_tag], 7, Cancel);
        await _store.BumpAsync([_tag], 9, Cancel);
        var latest = await VersionAsync();
        await _store.BumpAsync([_tag], 8, Cancel);
        Assert.Equal(latest, await VersionAsync());
    }

    /// <summary>Writers of rows that nobody reads would fill the store.</summary>
    [Fact]
    public async Task A_bump_of_a_tag_that_nobody_has_read_keeps_nothing()
    {
        await _store.BumpAsync([_tag], 7, Cancel);
        Assert.StartsWith("0:", await VersionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_tag_never_has_an_earlier_version_again()
    {
        await VersionAsync();
        await _store.BumpAsync([_tag], 7, Cancel);
        var first = await VersionAsync();
        var other = await OpenAnotherWorldAsync();
        await other.FindAsync(_tag, [_tag], Cancel);
        await other.BumpAsync([_tag], 7, Cancel);
        Assert.NotEqual(first, (await other.FindAsync(_tag, [_tag], Cancel)).Versions[0]);
    }

    [Fact]
    public async Task A_later_value_takes_the_place_of_an_earlier_one()
    {
        await KeepAsync([], 1);
        await KeepAsync([], 2);
        Assert.Equal(2, await FindAsync());
    }

    /// <summary>The same store after it lost everything.</summary>
    protected abstract Task<ICacheStore> OpenAnotherWorldAsync();

    private async Task<string> VersionAsync() => (await _store.FindAsync(_tag, [_tag], Cancel)).Versions[0];

    private async Task KeepAsync(IReadOnlyList<string> versions, byte value) =>
        await _store.SetAsync(_tag, versions, [value], TimeSpan.FromMinutes(1), Cancel);

    private async Task<int?> FindAsync(params string[] tags) =>
        (await _store.FindAsync(_tag, tags, Cancel)).Value is { } found ? Assert.Single(found.ToArray()) : null;
}
