using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

[Collection(nameof(Alone))]
public sealed class DirectoryStoreTests : ObjectStoreContract
{
    private readonly TemporaryDirectory _root = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task Leaves_no_temporary_file_behind()
    {
        await PutAsync(NewKey(), [1]);
        await Assert.ThrowsAsync<ObjectStoreException>(
            () => Store.PutAsync(NewKey(), new MemoryStream([1]), 1, new byte[32], "text/plain", TestContext.Current.CancellationToken));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root.Path, ".tmp")));
        Assert.Single(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
    }

    protected override Task<IObjectStore> MakeAsync() => Task.FromResult<IObjectStore>(new DirectoryStore("disk", _root.Path));
}
