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
        protocol.MapPost("/auth", (HttpContext c) =>
            TakeFormAsync(c, form => issuer.SubmitLoginAsync(form, c.Connection.RemoteIpAddress, c.RequestAborted)));
        protocol.MapPost("/token", (HttpContext c) => TakeFormAsync(c, form =>
            issuer.GrantAsync(form, c.Request.Headers.Authorization, c.Connection.RemoteIpAddress, c.RequestAborted)));
        protocol.MapGet("/logout", async (HttpContext c) => await SendAsync(c, await issuer.ShowLogoutAsync(Query(c))));
        protocol.MapPost("/logout", (HttpContext c) => TakeFormAsync(c, form =>
            issuer.LogoutAsync(form, c.Request.Headers.Authorization, c.Connection.RemoteIpAddress, c.RequestAborted)));
        protocol.MapMethods("/userinfo", ["GET", "POST"], async (HttpContext c) =>
            await SendAsync(c, await issuer.UserInfoAsync(c.Request.Headers.Authorization, c.RequestAborted)));
    }

    private static async Task TakeFormAsync(HttpContext context, Func<Dictionary<string, string>, ValueTask<IssuerAnswer>> take)
    {
        if (await IssuerForm.ReadAsync(context) is { } form)
        {
            await SendAsync(context, await take(form));
            return;
        }

        context.Response.Headers.Connection = "close"; // The rest of the body is not read.
        await SendAsync(context, IssuerAnswer.Error(
            "invalid_request", $"The body must be a form of {IssuerForm.BytesMax} bytes at most that names nothing twice."));
    }

    private static async Task SendAsync(HttpContext context, IssuerAnswer answer)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = answer.Status;
        headers.CacheControl = "no-store";
        SecurityHeaders.WriteIssuer(context.Response);
        if (answer.Location is { } location)
        {
            headers.Location = location;
        }

        if (answer.ProblemAsJson is { } problem && !TakesPages(context.Request))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(problem, context.RequestAborted);
        }
        else if (answer.ContentType is { } type)
        {
            context.Response.ContentType = type;
            SecurityHeaders.WriteLogin(context.Response);
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static bool TakesPages(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Query(HttpContext context) =>
        context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
}
