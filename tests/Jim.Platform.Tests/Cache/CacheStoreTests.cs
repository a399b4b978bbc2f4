using Jim.Platform.Cache;

namespace Jim.Platform.Tests.Cache;

public sealed class MemoryCacheStoreTests : CacheStoreContract
{
    protected override Task<ICacheStore> OpenAsync() => Task.FromResult<ICacheStore>(new MemoryCacheStore(TimeProvider.System));

    protected override Task<ICacheStore> OpenAnotherWorldAsync() => OpenAsync();
}

public sealed class RedisCacheStoreTests : CacheStoreContract
{
    protected override Task<ICacheStore> OpenAsync() =>
        Task.FromResult<ICacheStore>(RedisCacheStore.Connect(
            TestServices.Redis, Guid.NewGuid().ToString("N"), TimeProvider.System, callTimeout: TimeSpan.FromSeconds(10)));

    protected override Task<ICacheStore> OpenAnotherWorldAsync() => OpenAsync();
}
