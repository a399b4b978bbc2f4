using Jim.Platform.Requests;
using Jim.Postgres.Schema;

namespace Jim.Server.Hosting;

/// <summary>
/// Loads the schema before the gateway listens, and swaps in a new one when the database's structure, grants or policies change.
/// </summary>
public sealed class SchemaLoading(CatalogWatcher watcher, SnapshotLoader loader, SnapshotSource source) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        source.Replace(await loader.LoadAsync(await watcher.StartAsync(cancellationToken), cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        watcher.Changed += async (read, cancellationToken) => source.Replace(await loader.LoadAsync(read, cancellationToken));
        return watcher.RunAsync(stoppingToken);
    }
}
