using Jim.Platform.Identity;

namespace Jim.Server.Http;

/// <summary>Maps the development issuer, on the gateway's own port, at the paths that Keycloak has below a realm.</summary>
public static class DevelopmentIssuerEndpoints
{
    public static void MapDevelopmentIssuer(this IEndpointRouteBuilder routes, DevelopmentIssuer issuer)
    {
        var realm = routes.MapGroup(issuer.Path);
        var protocol = realm.MapGroup("/protocol/openid-connect");
        realm.MapGet("/.well-known/openid-configuration", (HttpContext c) => SendAsync(c, issuer.DescribeEndpoints()));
        protocol.MapGet("/certs", (HttpContext c) => SendAsync(c, issuer.DescribeKeys()));
        protocol.MapGet("/auth", (HttpContext c) => SendAsync(c, issuer.ShowLogin(Query(c))));
        protocol.MapPost("/auth", async (HttpContext c) => await SendAsync(c, issuer.SubmitLogin(await FormAsync(c))));
        protocol.MapPost("/token", async (HttpContext c) =>
            await SendAsync(c, await issuer.GrantAsync(await FormAsync(c), c.Request.Headers.Authorization)));
        protocol.MapGet("/logout", (HttpContext c) => SendAsync(c, issuer.ShowLogout(Query(c))));
        protocol.MapPost("/logout", async (HttpContext c) =>
            await SendAsync(c, await issuer.LogoutAsync(await FormAsync(c), c.Request.Headers.Authorization)));
        protocol.MapMethods("/userinfo", ["GET", "POST"], async (HttpContext c) =>
            await SendAsync(c, await issuer.UserInfoAsync(c.Request.Headers.Authorization, c.RequestAborted)));
    }

    private static async Task SendAsync(HttpContext context, IssuerAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (answer.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        if (answer.ContentType is { } type)
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static Dictionary<string, string> Query(HttpContext context) =>
        context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);

    private static async Task<Dictionary<string, string>> FormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return [];
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
    }
}
