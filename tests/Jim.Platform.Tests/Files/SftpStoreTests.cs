using Jim.Platform.Files.Sftp;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

[Collection(nameof(Alone))]
public sealed class SftpStoreTests(SshServer server) : ObjectStoreContract, IClassFixture<SshServer>
{
    private readonly TemporaryDirectory _root = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task Another_server_than_the_host_key_says_is_refused()
    {
        await using var store = Build(Options with { HostKey = "SHA256:" + new string('A', 43) });

        await Assert.ThrowsAsync<ObjectStoreException>(() => store.CheckAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_that_was_lost_is_made_again()
    {
        var key = NewKey();
        await PutAsync(key, [1, 2, 3]);
        await server.RestartAsync();

        await Eventually.Holds(async () =>
        {
            try
            {
                return await Store.HeadAsync(key, TestContext.Current.CancellationToken) is { Length: 3 };
            }
            catch (ObjectStoreException e) when (e.IsTransient)
            {
                return false;
            }
        });
    }

    protected override Task<IObjectStore> MakeAsync() => Task.FromResult<IObjectStore>(Build(Options));

    private SftpOptions Options =>
        new("127.0.0.1", server.Port, Environment.UserName, server.HostKey, _root.Path) { PrivateKey = server.PrivateKey };

    private static SftpStore Build(SftpOptions options) => new("ssh", new SftpFolder(options), mark: null);
}
