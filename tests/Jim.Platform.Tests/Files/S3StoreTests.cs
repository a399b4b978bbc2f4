using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

[Collection(nameof(Alone))]
public sealed class S3StoreTests : ObjectStoreContract
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    internal static S3Options Options => new(
        "s3", new Uri(TestServices.S3), TestServices.S3Region, TestServices.S3Bucket, TestServices.S3AccessKey, TestServices.S3SecretKey);

    [Fact]
    public async Task Refuses_parts_that_together_do_not_have_the_checksum()
    {
        var key = NewKey();
        var content = new RepeatingStream(70 * 1024 * 1024);

        var refused = await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.PutAsync(key, content, content.Length, SHA256.HashData([1]), "text/plain", Ct));

        Assert.Equal(StoreFailure.WrongBytes, refused.Failure);
        Assert.Null(await Store.HeadAsync(key, Ct));
    }

    [Fact]
    public async Task Takes_a_wrong_access_key_as_worth_another_try()
    {
        await using var store = new S3Store(Options with { SecretAccessKey = new string('0', 64) });

        var failed = await Assert.ThrowsAsync<ObjectStoreException>(() => store.HeadAsync(NewKey(), Ct));

        Assert.True(failed.IsTransient);
    }

    [Fact]
    public async Task Gives_up_on_a_store_that_never_answers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Uri($"http://{silent.LocalEndpoint}");
        await using var store = new S3Store(Options with { Endpoint = endpoint, Deadline = TimeSpan.FromMilliseconds(300) });

        var failed = await Assert.ThrowsAsync<ObjectStoreException>(() => store.HeadAsync(NewKey(), Ct));

        Assert.True(failed.IsTransient);
    }

    [Fact]
    public async Task Takes_a_store_that_is_down_as_worth_another_try()
    {
        await using var store = new S3Store(Options with { Endpoint = new Uri("http://127.0.0.1:1") });

        var failed = await Assert.ThrowsAsync<ObjectStoreException>(() => store.HeadAsync(NewKey(), Ct));

        Assert.True(failed.IsTransient);
    }

    protected override Task<IObjectStore> MakeAsync() => Task.FromResult<IObjectStore>(new S3Store(Options));
}
