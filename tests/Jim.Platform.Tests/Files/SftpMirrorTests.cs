using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Sftp;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>The same over a real OpenSSH server.</summary>
public sealed class SftpMirrorTests(FilesWorld world, SshServer server) : MirrorContract(world), IClassFixture<SshServer>
{
    protected override int Names => 300;

    /// <summary>The protocol tells it as it tells what is not there.</summary>
    protected override MirrorFault Untold => MirrorFault.Missing;

    protected override IMirrorFolder Open(string root, FolderMark mark) => new SftpMirror(
        new SftpFolder(
            new SftpOptions("127.0.0.1", server.Port, Environment.UserName, server.HostKey, root) { PrivateKey = server.PrivateKey }),
        mark);
}
