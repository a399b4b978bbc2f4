using Jim.Platform.Changes;
using Jim.Platform.Schemas;

namespace Jim.Server.Hosting;

/// <summary>Loads the schema before the gateway listens, and follows the database's structure while it runs.</summary>
public sealed class SchemaLoading(SchemaOwner schemas, ChangeSpine changes) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await schemas.CheckAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => changes.FollowSchemaAsync(stoppingToken);
}
