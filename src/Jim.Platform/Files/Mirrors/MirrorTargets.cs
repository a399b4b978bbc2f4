namespace Jim.Platform.Files.Mirrors;

/// <summary>The mirrors of the settings; there may be none.</summary>
public sealed class MirrorTargets(ImmutableArray<MirrorTarget> all) : IAsyncDisposable
{
    public ImmutableArray<MirrorTarget> All => all;

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in all)
        {
            await mirror.DisposeAsync();
        }
    }
}
