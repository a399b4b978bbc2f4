using System.Security.Cryptography;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Sftp;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>The same over a real OpenSSH server.</summary>
public sealed class SftpMirrorTests(FilesWorld world, SshServer server) : MirrorContract(world), IClassFixture<SshServer>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    protected override int Names => 300;

    /// <summary>Else the mirror would forget where the file stands, and write it a second time.</summary>
    [Fact]
    public async Task A_file_that_cannot_be_looked_at_is_not_taken_for_gone()
    {
        using var root = new TemporaryDirectory();
        SshServer.SetMode(root.Path, SshServer.All);
        await using var mirror = Open(
            root.Path,
            new FolderMark(
                new StoredIdentity(World.Gateway, $"m-{Guid.NewGuid():N}", "mirror", root.Path), takesFilled: false),
            SshServer.Bound);
        var sha256 = SHA256.HashData([1]);
        await mirror.WriteAsync("closed/a.txt", new MirroredFile(1, sha256, DateTime.UtcNow), new MemoryStream([1]), "a", Ct);
        var folder = Path.Combine(root.Path, "closed");
        var mode = new DirectoryInfo(folder).UnixFileMode;
        SshServer.SetMode(folder, UnixFileMode.None);
        try
        {
            var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => mirror.FindAsync("closed/a.txt", Ct));
            Assert.Equal(StoreFailure.Refused, refused.Failure); // this file alone; the mirror goes on
        }
        finally
        {
            SshServer.SetMode(folder, mode);
        }

        await Assert.ThrowsAsync<ObjectStoreException>(() => mirror.FindAsync(new string('a', 300), Ct)); // too long a name
        Assert.Equal(1, (await mirror.FindAsync("closed/a.txt", Ct)).Length);
        Assert.Equal(1, (await mirror.FindAsync("closed/a.txt/in/a/file", Ct)).Obstacle);
        Assert.True((await mirror.FindAsync("closed/b.txt", Ct)).IsNothing);
    }

    protected override IMirrorFolder Open(string root, FolderMark mark) => Open(root, mark, Environment.UserName);

    private SftpMirror Open(string root, FolderMark mark, string user) => new(
        new SftpFolder(new SftpOptions("127.0.0.1", server.Port, user, server.HostKey, root) { PrivateKey = server.PrivateKey }), mark);
}
