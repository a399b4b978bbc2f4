using Jim.Platform.Identity;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>The file with the users and clients of the development issuer (<c>JIM_REALM</c>) exists.</summary>
public sealed class DevelopmentIssuerHealthCheck(DevelopmentIssuerOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(File.Exists(options.RealmFile)
            ? HealthCheckResult.Healthy($"development issuer, realm file {options.RealmFile}")
            : ServiceHealth.Fail(context, $"the realm file {options.RealmFile} is not there", "Name it by JIM_REALM."));
}
