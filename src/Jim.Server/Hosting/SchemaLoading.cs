using Jim.Platform.Requests;

namespace Jim.Server.Hosting;

/// <summary>Loads the schema before the gateway listens.</summary>
public sealed class SchemaLoading(SnapshotLoader loader, SnapshotSource source) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => source.Replace(await loader.LoadAsync(1, cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
