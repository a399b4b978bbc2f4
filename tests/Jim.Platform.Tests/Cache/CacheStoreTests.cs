using Jim.Platform.Cache;
using StackExchange.Redis;

namespace Jim.Platform.Tests.Cache;

public sealed class MemoryCacheStoreTests : CacheStoreContract
{
    protected override Task<ICacheStore> OpenAsync() => Task.FromResult<ICacheStore>(new MemoryCacheStore(TimeProvider.System));

    /// <summary>Each reader of another row has one more tag.</summary>
    [Fact]
    public async Task Values_and_tags_take_no_more_than_they_may()
    {
        const long BytesMax = 200_000;
        var store = new MemoryCacheStore(TimeProvider.System, BytesMax);
        for (var row = 0; row < 20_000; row++)
        {
            await store.FindAsync("key", [$"1.1.{row}"], TestContext.Current.CancellationToken);
            Assert.InRange(store.Bytes, 1, BytesMax);
        }
    }

    protected override Task<ICacheStore> OpenAnotherWorldAsync() => OpenAsync();
}

public sealed class RedisCacheStoreTests : CacheStoreContract
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each process has copies of what it has read, which must not outlive a write at another one.</summary>
    [Fact]
    public async Task What_another_process_raises_or_keeps_counts_at_once()
    {
        await using var here = Connect(_prefix);
        await using var there = Connect(_prefix);
        string[] tags = ["1", "2"];
        for (byte round = 1; round < 20; round++)
        {
            var versions = (await there.FindAsync("key", tags, Cancel)).Versions;
            await there.SetAsync("key", versions, [round], TimeSpan.FromMinutes(1), Cancel);
            Assert.Equal(round, Assert.Single((await here.FindAsync("key", tags, Cancel)).Value!.Value.ToArray()));
            Assert.Equal(round, Assert.Single((await here.FindAsync("key", tags, Cancel)).Value!.Value.ToArray()));
            await there.BumpAsync([tags[round % 2]], round, Cancel);
            Assert.Null((await here.FindAsync("key", tags, Cancel)).Value);
        }
    }

    [Fact]
    public async Task Tags_that_nobody_reads_any_more_go()
    {
        await using var store = Connect(_prefix);
        var address = new Uri(TestServices.Redis);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"{address.Authority},password={address.UserInfo.TrimStart(':')},defaultDatabase={address.AbsolutePath.Trim('/')}");
        await store.FindAsync("key", ["1"], Cancel);
        Assert.InRange(await LeftAsync(), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        await store.BumpAsync(["1"], 7, Cancel);
        Assert.InRange(await LeftAsync(), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));

        async Task<TimeSpan> LeftAsync() => await redis.GetDatabase().KeyTimeToLiveAsync($"{_prefix}tag:1") ?? TimeSpan.MaxValue;
    }

    protected override Task<ICacheStore> OpenAsync() => Task.FromResult<ICacheStore>(Connect(_prefix));

    protected override Task<ICacheStore> OpenAnotherWorldAsync() =>
        Task.FromResult<ICacheStore>(Connect(Guid.NewGuid().ToString("N")));

    private static RedisCacheStore Connect(string prefix) =>
        RedisCacheStore.Connect(TestServices.Redis, prefix, TimeProvider.System, callTimeout: TimeSpan.FromSeconds(10));
}
