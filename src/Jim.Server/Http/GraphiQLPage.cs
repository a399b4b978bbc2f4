using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Serves GraphiQL to browsers at <c>/graphql</c>: one page and its bundle. It loads nothing from other servers, so it works without
/// internet access.
/// </summary>
public static class GraphiQLPage
{
    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Jim</title><link rel="icon" href="data:,">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/graphql/ui/graphiql.css"><style>html, body, #graphiql { height: 100%; margin: 0 }</style></head>
        <body><div id="graphiql">Loading…</div><script type="module" src="/graphql/ui/graphiql.js"></script></body>
        </html>
        """;

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

    /// <summary>Sends the page; 404 where anonymous callers may not read the schema, as in production.</summary>
    public static async Task SendAsync(HttpContext context)
    {
        if (!context.RequestServices.GetRequiredService<SchemaAccess>().Allows(Caller.Anonymous))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var bundled = File.Exists(Path.Combine(Assets, "graphiql.js"));
        context.Response.ContentType = "text/html; charset=utf-8";
        CacheHeaders.Write(context.Response, "no-cache", byFormat: true);
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self' ws: wss:; base-uri 'none'; frame-ancestors 'none'";
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await context.Response.WriteAsync(bundled ? Page : WithoutBundle, context.RequestAborted);
    }

    /// <summary>Serves a file of the bundle, and no file outside of its folder.</summary>
    public static async Task SendAssetAsync(HttpContext context, string name)
    {
        var type = name switch
        {
            "graphiql.js" => "text/javascript; charset=utf-8",
            "graphiql.css" => "text/css; charset=utf-8",
            _ => null,
        };
        var file = Path.Combine(Assets, name);
        if (type is null || !File.Exists(file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = type;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
