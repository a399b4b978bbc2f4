using System.Security.Cryptography;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

[Collection(nameof(Alone))]
public sealed class DirectoryStoreTests : FolderStoreContract
{
    [Fact]
    public async Task Leaves_no_temporary_file_behind()
    {
        await PutAsync(NewKey(), [1]);
        await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.PutAsync(NewKey(), new MemoryStream([1]), 1, new byte[32], "text/plain", TestContext.Current.CancellationToken));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, ".tmp")));
        Assert.Single(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories));
    }

    /// <summary>Whether or not anybody can say which mark it should have.</summary>
    [Fact]
    public async Task Does_not_make_a_folder_that_somebody_else_provides()
    {
        var ct = TestContext.Current.CancellationToken;
        var root = Path.Combine(Root, "disk");
        await using var store = new DirectoryStore("disk", root, makesRoot: false);

        foreach (var call in (Func<Task>[])
            [
                () => store.CheckAsync(ct), () => store.HeadAsync(NewKey(), ct), () => store.GetAsync(NewKey(), 0, null, ct),
                () => store.DeleteAsync(NewKey(), ct), async () => await store.ListAsync(ct).ToListAsync(ct),
                () => store.PutAsync(NewKey(), new MemoryStream([1]), 1, SHA256.HashData([1]), "text/plain", ct),
            ])
        {
            Assert.True((await Assert.ThrowsAsync<ObjectStoreException>(call)).IsTransient);
        }

        Assert.False(Directory.Exists(root));
        Directory.CreateDirectory(root);
        await using var mounted = new DirectoryStore("disk", root, makesRoot: false);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root)); // what is looked at only is left as it is
    }

    protected override Task<IObjectStore> MakeAsync() => Task.FromResult<IObjectStore>(new DirectoryStore("disk", Root));
}
