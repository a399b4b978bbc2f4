using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>What every store must do that keeps objects in a folder of this machine.</summary>
public abstract class FolderStoreContract : ObjectStoreContract
{
    private readonly TemporaryDirectory _root = new();

    protected string Root => _root.Path;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Does_not_list_the_mark_of_its_folder()
    {
        var ct = TestContext.Current.CancellationToken;
        var key = NewKey();
        await PutAsync(key, [1]);
        await File.WriteAllTextAsync(Path.Combine(Root, FolderMark.Name), "the target", ct);
        await File.WriteAllTextAsync(Path.Combine(Root, $"{FolderMark.Name}.{Guid.NewGuid():N}"), "left by a kill", ct);

        Assert.Equal([key], await Store.ListAsync(ct).ToListAsync(ct));
    }
}
