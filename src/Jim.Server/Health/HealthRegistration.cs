using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Server.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// One health check for each service, on the client that the server itself uses; <c>/health/ready</c> and <c>doctor</c> run the same ones.
/// A service that Jim goes on without is <see cref="HealthStatus.Degraded"/> when it does not answer.
/// </summary>
public static class HealthRegistration
{
    /// <summary>
    /// The tag of checks whose service is not set, so that a part of this process does its work. <c>doctor</c> prints them;
    /// <c>/health/ready</c> leaves them out.
    /// </summary>
    public const string Embedded = "embedded";

    /// <summary>
    /// Registers the checks. The clients that they use (data source, cache, bus, object store, the issuer's keys) must be registered too.
    /// </summary>
    /// <param name="deadline">How long one check may take; making the first connection counts.</param>
    public static IHealthChecksBuilder AddJimHealth(this IServiceCollection services, JimSettings settings, TimeSpan deadline)
    {
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
            {
                check.Timeout = deadline;
            }
        });
        var checks = services.AddHealthChecks().AddService<PostgresHealthCheck>("postgres", HealthStatus.Unhealthy);
        checks = settings.BuildReplicaOptions().IsEmpty
            ? checks
            : checks.AddService<ReplicasHealthCheck>("replicas", HealthStatus.Degraded);
        checks = settings.RedisUrl is null
            ? checks.AddEmbedded("redis", "not set: the cache is in memory")
            : checks.AddService<RedisHealthCheck>("redis", HealthStatus.Degraded);
        checks = settings.RabbitMqUrl is null
            ? checks.AddEmbedded("rabbitmq", "not set: the queue is in this process")
            : checks.AddService<RabbitMqHealthCheck>("rabbitmq", HealthStatus.Degraded);
        if (settings.BuildTargets().All(t => t.MakesFolder))
        {
            checks = checks.AddEmbedded("s3", $"not set: files are in {settings.BuildObjectsPath()}");
        }

        checks = settings.Targets.Aggregate(checks, AddTarget);
        return settings.Issuer is null
            ? checks.AddService<DevelopmentIssuerHealthCheck>("issuer", HealthStatus.Degraded)
            : checks.AddService<IssuerHealthCheck>("issuer", HealthStatus.Degraded);
    }

    /// <summary>The check of a process that serves a schema; Jim is not ready without one.</summary>
    public static IHealthChecksBuilder AddSchema(this IHealthChecksBuilder checks) =>
        checks.AddService<SchemaHealthCheck>("schema", HealthStatus.Unhealthy);

    private static IHealthChecksBuilder AddService<TCheck>(this IHealthChecksBuilder checks, string name, HealthStatus failure)
        where TCheck : class, IHealthCheck => checks.AddCheck<TCheck>(name, failure);

    private static IHealthChecksBuilder AddTarget(IHealthChecksBuilder checks, TargetSettings target) => checks.Add(new(
        target is { Name: "main", Folder: null } ? "s3" : target.Name,
        services => BuildCheck(services, target),
        HealthStatus.Degraded, tags: null));

    private static TargetHealthCheck BuildCheck(IServiceProvider services, TargetSettings target)
    {
        if (target.Mirror is not null)
        {
            var mirror = services.GetRequiredService<MirrorTargets>().All.Single(m => m.Target == target.Name);
            return new TargetHealthCheck(mirror.Address, mirror.CheckAsync, target);
        }

        var copies = services.GetRequiredService<FileTargets>().All.Single(t => t.Target == target.Name);
        return new TargetHealthCheck(copies.Address, copies.CheckAsync, target);
    }

    private static IHealthChecksBuilder AddEmbedded(this IHealthChecksBuilder checks, string name, string detail) =>
        checks.AddCheck(name, () => HealthCheckResult.Healthy(detail), [Embedded]);
}
