using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

public sealed class DirectoryMirrorTests(FilesWorld world) : MirrorContract(world)
{
    protected override int Names => 3_000;

    protected override IMirrorFolder Open(string root, FolderMark mark) => new DirectoryMirror(root, mark);
}
