using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Copies;

/// <summary>A place that keeps copies, with what this process knows of it. Others are read and written before one that did not answer.</summary>
public sealed class FileTarget(IObjectStore store, TimeProvider timeProvider) : IObjectStore
{
    public TargetHealth Health { get; } = new(timeProvider);

    public string Target => store.Target;

    public string Address => store.Address;

    public Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => store.PutAsync(key, content, length, sha256, mimeType, cancellationToken));

    public Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => store.GetAsync(key, offset, length, cancellationToken));

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => store.HeadAsync(key, cancellationToken));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => store.DeleteAsync(key, cancellationToken));

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => Health.WatchAsync(() => store.CheckAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        Health.Dispose();
    }
}
