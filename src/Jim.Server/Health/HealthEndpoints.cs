using System.Text.Json.Nodes;

namespace Jim.Server.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the services it cannot do without answer too.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live"));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task ReadyAsync(HttpContext context, ServiceChecks checks)
    {
        var results = await checks.RunAsync(context.RequestAborted);
        var ready = results.All(r => r.Healthy || !r.Essential);
        var body = new JsonObject { ["status"] = ready ? "ready" : "not ready" };
        foreach (var result in results)
        {
            body[result.Name] = result.Healthy ? "ok" : "down";
        }

        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
