using System.Security.Cryptography;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>What every object store must do; each store runs all of it.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    protected IObjectStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await MakeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task Gives_back_what_was_put(int length)
    {
        var key = NewKey();
        var bytes = RandomNumberGenerator.GetBytes(length);

        var receipt = await PutAsync(key, bytes);

        Assert.True(receipt.Verified);
        Assert.Equal(length, (await Store.HeadAsync(key, Ct))!.Length);
        Assert.Equal(bytes, await ReadAsync(key, 0, null));
    }

    [Theory]
    [InlineData(0, 10L, 0, 10)]
    [InlineData(5, 1L, 5, 6)]
    [InlineData(90, 10L, 90, 100)]
    [InlineData(90, 1000L, 90, 100)]
    [InlineData(40, null, 40, 100)]
    [InlineData(0, 0L, 0, 0)]
    [InlineData(100, null, 100, 100)]
    [InlineData(500, 10L, 100, 100)]
    public async Task Reads_a_range(int offset, long? length, int from, int to)
    {
        var key = NewKey();
        var bytes = RandomNumberGenerator.GetBytes(100);
        await PutAsync(key, bytes);

        Assert.Equal(bytes[from..to], await ReadAsync(key, offset, length));
    }

    [Fact]
    public async Task Lists_the_keys_of_what_was_put()
    {
        var keys = Enumerable.Range(0, 3).Select(_ => NewKey()).ToList();
        foreach (var key in keys)
        {
            await PutAsync(key, [1]);
        }

        await Store.DeleteAsync(keys[0], Ct);

        var listed = await Store.ListAsync(Ct).ToListAsync(Ct);

        Assert.Equal(keys[1..].Order(), listed.Where(keys.Contains).Order());
    }

    [Fact]
    public async Task Refuses_bytes_that_do_not_have_the_checksum_and_keeps_nothing()
    {
        var key = NewKey();

        var refused = await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.PutAsync(key, new MemoryStream([1, 2, 3]), 3, SHA256.HashData([1, 2, 4]), "text/plain", Ct));

        Assert.Equal(StoreFailure.WrongBytes, refused.Failure);
        Assert.False(refused.IsTransient);
        Assert.Null(await Store.HeadAsync(key, Ct));
    }

    [Fact]
    public async Task Refuses_bytes_that_do_not_have_the_length()
    {
        var key = NewKey();

        var refused = await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.PutAsync(key, new MemoryStream([1, 2, 3]), 4, SHA256.HashData([1, 2, 3]), "text/plain", Ct));

        Assert.Equal(StoreFailure.WrongBytes, refused.Failure);
        Assert.Null(await Store.HeadAsync(key, Ct));
    }

    [Fact]
    public async Task Says_that_an_object_is_missing()
    {
        var key = NewKey();

        Assert.Null(await Store.HeadAsync(key, Ct));
        var missing = await Assert.ThrowsAsync<ObjectStoreException>(() => Store.GetAsync(key, 0, null, Ct));
        Assert.Equal(StoreFailure.Missing, missing.Failure);
    }

    [Fact]
    public async Task Deletes_and_deletes_again()
    {
        var key = NewKey();
        await PutAsync(key, [1]);

        await Store.DeleteAsync(key, Ct);
        await Store.DeleteAsync(key, Ct);

        Assert.Null(await Store.HeadAsync(key, Ct));
    }

    [Fact]
    public async Task Puts_the_same_object_again()
    {
        var key = NewKey();
        byte[] bytes = [1, 2, 3];

        await PutAsync(key, bytes);
        await PutAsync(key, bytes);

        Assert.Equal(bytes, await ReadAsync(key, 0, null));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/.hidden")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Refuses_an_unsafe_key(string key)
    {
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => Store.HeadAsync(key, Ct));
        Assert.Equal(StoreFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task Ends_a_put_that_is_cancelled_and_keeps_nothing()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        var content = new RepeatingStream(64 * 1024 * 1024) { At = (8 * 1024 * 1024, cancel.Cancel) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync(key, content, content.Length, new byte[32], "application/octet-stream", cancel.Token));

        Assert.Null(await Store.HeadAsync(key, Ct));
    }

    [Fact]
    public async Task Carries_a_large_object_in_little_memory()
    {
        var key = NewKey();
        var content = new RepeatingStream(150 * 1024 * 1024);
        var sha256 = await SHA256.HashDataAsync(content, Ct);
        await PutAsync(NewKey(), [1]);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await Store.PutAsync(key, content, content.Length, sha256, "application/octet-stream", Ct);
        await using var stream = await Store.GetAsync(key, 0, null, Ct);
        var found = await SHA256.HashDataAsync(stream, Ct);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(sha256, found);
        Assert.True(allocated < 64 * 1024 * 1024, $"{allocated} bytes were allocated");
        await Store.DeleteAsync(key, Ct);
    }

    protected abstract Task<IObjectStore> MakeAsync();

    protected static string NewKey() => ObjectKeys.ForVersion("test", Guid.NewGuid(), Guid.NewGuid());

    protected Task<PutReceipt> PutAsync(string key, byte[] bytes) =>
        Store.PutAsync(key, new MemoryStream(bytes), bytes.Length, SHA256.HashData(bytes), "application/octet-stream", Ct);

    protected async Task<byte[]> ReadAsync(string key, long offset, long? length)
    {
        await using var stream = await Store.GetAsync(key, offset, length, Ct);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }
}
