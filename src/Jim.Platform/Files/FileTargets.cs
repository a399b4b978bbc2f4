using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>The places that keep copies, in the order in which they are written and read.</summary>
public sealed class FileTargets(IReadOnlyList<IObjectStore> stores) : IAsyncDisposable
{
    public IReadOnlyList<IObjectStore> All { get; } = stores.Count > 0
        ? stores
        : throw new ArgumentException("There is no target.", nameof(stores));

    /// <summary>Those of the named targets that are configured, in order.</summary>
    public IReadOnlyList<IObjectStore> Among(IReadOnlyCollection<string> names) => [.. All.Where(s => names.Contains(s.Target))];

    public async ValueTask DisposeAsync()
    {
        foreach (var store in All)
        {
            await store.DisposeAsync();
        }
    }
}
