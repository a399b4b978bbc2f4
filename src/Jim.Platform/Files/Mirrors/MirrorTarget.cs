using Jim.Platform.Files.Copies;

namespace Jim.Platform.Files.Mirrors;

/// <summary>A mirror, with what this process knows of it.</summary>
public sealed class MirrorTarget(MirrorOptions options, IMirrorFolder folder, TimeProvider timeProvider) : IMirrorFolder
{
    public MirrorOptions Options => options;

    public TargetHealth Health { get; } = new(timeProvider);

    public string Target => options.Target;

    public string Address => folder.Address;

    public Task CheckAsync(CancellationToken cancellationToken) => Health.WatchAsync(() => folder.CheckAsync(cancellationToken));

    public Task AdoptAsync(CancellationToken cancellationToken) => Health.WatchAsync(() => folder.AdoptAsync(cancellationToken));

    public Task<FoundEntry> FindAsync(string path, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.FindAsync(path, cancellationToken));

    public Task WriteAsync(string path, MirroredFile file, Stream content, string name, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.WriteAsync(path, file, content, name, cancellationToken));

    public Task CleanAsync(string prefix, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.CleanAsync(prefix, cancellationToken));

    public Task MoveAsync(string from, string to, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.MoveAsync(from, to, cancellationToken));

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.DeleteAsync(path, cancellationToken));

    public Task<byte[]> HashAsync(string path, CancellationToken cancellationToken) =>
        Health.WatchAsync(() => folder.HashAsync(path, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await folder.DisposeAsync();
        Health.Dispose();
    }
}
