using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Jim.Server.Health;

/// <summary>The login role of <c>DATABASE_URL</c> can connect to Postgres and run a statement.</summary>
public sealed class PostgresHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select current_setting('server_version')");
            return HealthCheckResult.Healthy($"PostgreSQL {await command.ExecuteScalarAsync(cancellationToken)}");
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return ServiceHealth.Fail(
                context, "does not answer", "Check DATABASE_URL: address, user, password, and that Postgres runs and takes connections.");
        }
    }
}
