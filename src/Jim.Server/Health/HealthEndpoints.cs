using System.Text.Json.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Jim.Server.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: 200 and <c>ready</c>, or <c>degraded</c> where a service is missing that
/// Jim goes on without; 503 and <c>not ready</c> without Postgres or a schema, <c>stopping</c> once this process was told to stop.
/// </summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("live", context.RequestAborted);
        });
        routes.MapGet("/health/ready", WriteReadinessAsync);
    }

    /// <summary>Each service is <c>ok</c> or <c>down</c>; <c>faults</c> says what is wrong with those that are down.</summary>
    private static async Task WriteReadinessAsync(HttpContext context, HealthCheckService checks, IHostApplicationLifetime lifetime)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new JsonObject { ["status"] = "stopping" });
            return;
        }

        var report = await checks.CheckHealthAsync(c => !c.Tags.Contains(HealthRegistration.Embedded), context.RequestAborted);
        var body = new JsonObject { ["status"] = Describe(report.Status) };
        var faults = new JsonObject();
        foreach (var (name, entry) in report.Entries)
        {
            body[name] = entry.Status == HealthStatus.Healthy ? "ok" : "down";
            if (entry.Status != HealthStatus.Healthy)
            {
                faults[name] = entry.Description;
            }
        }

        if (faults.Count > 0)
        {
            body["faults"] = faults;
        }

        var unhealthy = report.Status == HealthStatus.Unhealthy;
        await WriteAsync(context, unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, body);
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static string Describe(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ready",
        HealthStatus.Degraded => "degraded",
        HealthStatus.Unhealthy => "not ready",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status."),
    };
}
