using Jim.Postgres.Running.Replicas;

namespace Jim.Server.Hosting;

/// <summary>Follows where the primary and its replicas are, while the process runs.</summary>
public sealed class ReplicaFollowing(ReplicaSet replicas) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => replicas.RunAsync(stoppingToken);
}
