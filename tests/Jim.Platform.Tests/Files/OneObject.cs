using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>A store that has the same bytes under each key.</summary>
internal sealed class OneObject(string target, byte[] bytes) : IObjectStore
{
    public string Target => target;

    public string Address => "memory";

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(bytes));

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult<ObjectInfo?>(new ObjectInfo(bytes.Length, null));

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
