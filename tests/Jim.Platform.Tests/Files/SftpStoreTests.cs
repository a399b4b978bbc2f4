using System.Security.Cryptography;
using Jim.Platform.Files.Sftp;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

[Collection(nameof(Alone))]
public sealed class SftpStoreTests(SshServer server) : FolderStoreContract, IClassFixture<SshServer>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_server_than_the_host_key_says_is_refused()
    {
        await using var store = Build(Options with { HostKey = "SHA256:" + new string('A', 43) });

        await Assert.ThrowsAsync<ObjectStoreException>(() => store.CheckAsync(Ct));
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
                return await Store.HeadAsync(key, Ct) is { Length: 3 };
            }
            catch (ObjectStoreException e) when (e.IsTransient)
            {
                return false;
            }
        });
    }

    /// <summary>An acknowledged upload waits for it; a failure of another kind would be its end.</summary>
    [Fact]
    public async Task A_folder_that_is_missing_is_away()
    {
        var away = Root + ".away";
        await PutAsync(NewKey(), [1]);
        Directory.Move(Root, away);

        await using (var store = Build(Options))
        {
            await IsAwayAsync(() => store.CheckAsync(Ct));
            await IsAwayAsync(() => store.HeadAsync(NewKey(), Ct));
            await IsAwayAsync(() => store.GetAsync(NewKey(), 0, null, Ct));
            await IsAwayAsync(() => PutOneAsync(store, NewKey()));
            Directory.Move(away, Root);
            await PutOneAsync(store, NewKey());
        }

        Directory.Move(Root, away);
        await IsAwayAsync(() => PutAsync(NewKey(), [1])); // over a connection that has known it
        Directory.Move(away, Root);
    }

    [Fact]
    public async Task A_folder_that_takes_no_files_is_away()
    {
        await using var store = Build(Options with { User = SshServer.Bound });
        SshServer.SetMode(Root, SshServer.All & ~SshServer.Writes);
        try
        {
            await IsAwayAsync(() => PutOneAsync(store, NewKey()));
        }
        finally
        {
            SshServer.SetMode(Root, SshServer.All);
        }

        await PutOneAsync(store, NewKey());
    }

    /// <summary>Else a deletion would be told as done.</summary>
    [Fact]
    public async Task An_object_that_cannot_be_looked_at_is_not_taken_for_gone()
    {
        SshServer.SetMode(Root, SshServer.All);
        await using var store = Build(Options with { User = SshServer.Bound });
        var key = NewKey();
        await PutOneAsync(store, key);
        var folder = Path.GetDirectoryName(Path.Combine(Root, key))!;
        var mode = new DirectoryInfo(folder).UnixFileMode;
        SshServer.SetMode(folder, UnixFileMode.None);
        try
        {
            await IsAwayAsync(() => store.DeleteAsync(key, Ct));
            await IsAwayAsync(() => store.HeadAsync(key, Ct));
        }
        finally
        {
            SshServer.SetMode(folder, mode);
        }

        Assert.Equal(1, (await store.HeadAsync(key, Ct))?.Length);
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_the_middle_of_a_read_is_told_as_one()
    {
        var key = NewKey();
        await PutAsync(key, new byte[32 * 1024 * 1024]);
        await using var stream = await Store.GetAsync(key, 0, null, Ct);
        await stream.ReadExactlyAsync(new byte[1000], Ct);
        await server.RestartAsync();

        await IsAwayAsync(() => stream.CopyToAsync(Stream.Null, Ct));
    }

    protected override Task<IObjectStore> MakeAsync() => Task.FromResult<IObjectStore>(Build(Options));

    private SftpOptions Options =>
        new("127.0.0.1", server.Port, Environment.UserName, server.HostKey, Root) { PrivateKey = server.PrivateKey };

    private static async Task IsAwayAsync(Func<Task> call) =>
        Assert.Equal(StoreFailure.Unavailable, (await Assert.ThrowsAsync<ObjectStoreException>(call)).Failure);

    private static Task<PutReceipt> PutOneAsync(SftpStore store, string key) =>
        store.PutAsync(key, new MemoryStream([1]), 1, SHA256.HashData([1]), "text/plain", Ct);

    private static SftpStore Build(SftpOptions options) => new("ssh", new SftpFolder(options), mark: null);
}
