using Jim.Platform.Schemas;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// A schema is served (else unhealthy), and it is that of the database as it was last read. It is degraded while a newer schema cannot be
/// built from a changed database; Jim then goes on with the last one.
/// </summary>
public sealed class SchemaHealthCheck(SchemaOwner schemas) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(schemas switch
        {
            { IsLoaded: false } => ServiceHealth.Fail(
                context, "no schema was built yet", "Look at the log: it says why the database cannot be read."),
            { Failure: { } failure } => HealthCheckResult.Degraded(
                $"the last schema is served, because no newer one can be built ({failure.Reason}, since {failure.Since:u})"),
            _ => HealthCheckResult.Healthy("the schema is that of the database"),
        });
}
