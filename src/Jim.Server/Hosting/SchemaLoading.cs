using Jim.Platform.Changes;
using Jim.Platform.Identity;
using Jim.Platform.Schemas;

namespace Jim.Server.Hosting;

/// <summary>
/// Loads the schema and which tokens were revoked before the gateway listens, and follows the database's structure while it runs.
/// </summary>
public sealed class SchemaLoading(SchemaOwner schemas, ChangeSpine changes, RevocationLog revocations) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var loading = revocations.LoadAsync(cancellationToken);
        await schemas.CheckAsync(cancellationToken);
        await loading;
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => changes.FollowSchemaAsync(stoppingToken);
}
