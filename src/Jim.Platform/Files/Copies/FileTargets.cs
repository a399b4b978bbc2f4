using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Copies;

/// <summary>The places that keep copies, in the order in which they are written and read.</summary>
public sealed class FileTargets : IAsyncDisposable
{
    /// <param name="stores">Most wanted first, each with a name of its own.</param>
    public FileTargets(IReadOnlyList<IObjectStore> stores, TimeProvider? timeProvider = null) =>
        All = stores.Count > 0
            ? [.. stores.Select(store => new FileTarget(store, timeProvider ?? TimeProvider.System))]
            : throw new ArgumentException("There is no target.", nameof(stores));

    /// <summary>In the order of the settings.</summary>
    public ImmutableArray<FileTarget> All { get; }

    /// <summary>Those of the named targets that are configured: in order, those that did not answer last.</summary>
    public IReadOnlyList<FileTarget> Among(IReadOnlyCollection<string> names) =>
        [.. All.Where(t => names.Contains(t.Target)).OrderBy(t => t.Health.Fault is not null)];

    /// <summary>Those that are not named, likewise.</summary>
    public IReadOnlyList<FileTarget> Except(IReadOnlyCollection<string> names) =>
        [.. All.Where(t => !names.Contains(t.Target)).OrderBy(t => t.Health.Fault is not null)];

    /// <summary>
    /// Whether one of the named targets answers, and so will soon have read what waits for it in the spool. One that does not answer copies
    /// from another target when it is back: it must not fill the spool meanwhile.
    /// </summary>
    public bool AnyAnswers(IReadOnlyCollection<string> names) => All.Any(t => t.Health.Fault is null && names.Contains(t.Target));

    public async ValueTask DisposeAsync()
    {
        foreach (var target in All)
        {
            await target.DisposeAsync();
        }
    }
}
