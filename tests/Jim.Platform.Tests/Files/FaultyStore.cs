using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>A store that counts puts and misbehaves as the test says.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    private int _puts;
    private int _gets;

    public string Target => inner.Target;

    public string Address => inner.Address;

    public int Puts => _puts;

    public int Gets => _gets;

    /// <summary>Puts and deletes fail so.</summary>
    public StoreFailure? Fails { get; set; }

    /// <summary>Puts are acknowledged, but nothing is kept.</summary>
    public bool Lies { get; set; }

    /// <summary>The store proves nothing, and reads give other bytes.</summary>
    public bool Flips { get; set; }

    /// <summary>Awaited before each put.</summary>
    public Func<CancellationToken, Task>? BeforePut { get; set; }

    public Task CheckAsync(CancellationToken cancellationToken) => Fails is { } failure
        ? throw new ObjectStoreException(failure, "as told")
        : inner.CheckAsync(cancellationToken);

    public async Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        if (BeforePut is { } wait)
        {
            await wait(cancellationToken);
        }

        if (Fails is { } failure)
        {
            throw new ObjectStoreException(failure, "as told");
        }

        return Lies
            ? new PutReceipt(null, true)
            : await inner.PutAsync(key, content, length, sha256, mimeType, cancellationToken) with { Verified = !Flips };
    }

    public async Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _gets);
        var stream = await inner.GetAsync(key, offset, length, cancellationToken);
        if (!Flips)
        {
            return stream;
        }

        var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken);
        await stream.DisposeAsync();
        copy.GetBuffer()[0] ^= 1;
        copy.Position = 0;
        return copy;
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Fails is { } failure
        ? throw new ObjectStoreException(failure, "as told")
        : inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
