using Jim.Platform.Schemas;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// A schema of the database is served, and the last look at the database found nothing that stands in the way of a newer one. While one
/// cannot be built, Jim goes on with the last schema.
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
