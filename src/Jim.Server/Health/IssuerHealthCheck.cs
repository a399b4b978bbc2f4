using Jim.Platform.Identity;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>The issuer's discovery document and keys can be read. Jim goes on with the keys that it read last.</summary>
public sealed class IssuerHealthCheck(JwksKeySource keys, IdentityOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await keys.CheckAsync(cancellationToken))
        {
            return HealthCheckResult.Healthy(options.Issuer);
        }

        return ServiceHealth.Fail(
            context,
            keys.HasKeys
                ? "cannot be read, or names another issuer; the keys that were read last stay in use"
                : "cannot be read, or names another issuer; no token can be validated until it does",
            "Check OIDC_ISSUER, which must be exactly the name that its tokens carry, and OIDC_METADATA_URL where it has another address "
            + "from inside.");
    }
}
