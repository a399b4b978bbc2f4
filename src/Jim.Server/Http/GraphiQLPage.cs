using System.Diagnostics;
using System.Text.Json.Nodes;
using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Serves GraphiQL to browsers at <c>/graphql</c>: one page and its bundle. It loads nothing from other servers, so it works without
/// internet access; it asks the issuer when somebody signs in.
/// </summary>
public sealed class GraphiQLPage(GraphiQLOptions options, SchemaAccess access, CallerReader callers)
{
    private const string WithoutBundle = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Jim</title></head>
        <body><h1>Jim runs</h1>
        <p>GraphiQL was not bundled, because Node.js was not there when Jim was built. Install Node.js 20 or newer
        (Debian: <code>apt-get install nodejs npm</code>) and start <code>./jim run</code> again.</p>
        <p>The API is here all the same: <code>POST /graphql</code>, schema at
        <a href="/graphql/schema.graphql">/graphql/schema.graphql</a>.</p></body></html>
        """;

    private static readonly string Assets = Path.Combine(AppContext.BaseDirectory, "graphiql");

    private readonly string _page = $$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Jim</title><link rel="icon" href="data:,">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/graphql/ui/graphiql.css"><script type="application/json" id="jim">{{options.Json}}</script></head>
        <body><div id="graphiql">Loading…</div><script type="module" src="/graphql/ui/graphiql.js"></script></body>
        </html>
        """;

    private bool IsServed => options.Mode switch
    {
        GraphiQLMode.Development => access.Allows(Caller.Anonymous),
        GraphiQLMode.SignIn => true,
        GraphiQLMode.Off => false,
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// True for what a browser asks with when it opens the page, or comes back to it from the issuer: with the answer of a sign-in
    /// (RFC 6749, section 4.1.2) or of a sign-out, and no query.
    /// </summary>
    public static bool IsAskedFor(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && (request.Query.Count == 0 || (request.Query.ContainsKey("state") && !request.Query.ContainsKey("query")));

    /// <summary>Sends the page; 404 where it is not served.</summary>
    public async Task SendAsync(HttpContext context)
    {
        if (!IsServed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var bundled = File.Exists(Path.Combine(Assets, "graphiql.js"));
        context.Response.ContentType = "text/html; charset=utf-8";
        CacheHeaders.Write(context.Response, "no-cache", byFormat: true);
        SecurityHeaders.WriteGraphiQL(context.Response, context.Request.Host.Value, options.IssuerOrigin);
        await context.Response.WriteAsync(bundled ? _page : WithoutBundle, context.RequestAborted);
    }

    /// <summary>Serves a file of the bundle, and no file outside of its folder.</summary>
    public async Task SendAssetAsync(HttpContext context, string name)
    {
        var type = name switch
        {
            "graphiql.js" => "text/javascript; charset=utf-8",
            "graphiql.css" => "text/css; charset=utf-8",
            _ => null,
        };
        var file = Path.Combine(Assets, name);
        if (!IsServed || type is null || !File.Exists(file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = type;
        SecurityHeaders.WriteAsset(context.Response);
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    /// <summary>
    /// Tells the page whom its token stands for: <c>{"allowed":true,"role":"jim_admin"}</c>, with the database role. Not allowed: the page
    /// stays closed. What the caller may read is decided where it is read, whatever the page does.
    /// </summary>
    public async Task SendAccessAsync(HttpContext context)
    {
        if (!IsServed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        var allowed = options.Mode == GraphiQLMode.SignIn ? SchemaAccess.IsAdministrator(caller) : access.Allows(caller);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(
            new JsonObject { ["allowed"] = allowed, ["role"] = caller.Role }.ToJsonString(), context.RequestAborted);
    }
}
