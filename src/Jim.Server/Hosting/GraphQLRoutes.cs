using Jim.Server.Http;
using Jim.Server.WebSockets;

namespace Jim.Server.Hosting;

/// <summary>Everything at <c>/graphql</c>.</summary>
public static class GraphQLRoutes
{
    public static void MapGraphQL(this IEndpointRouteBuilder routes)
    {
        var graphql = routes.ServiceProvider.GetRequiredService<GraphQLEndpoint>();
        var schema = routes.ServiceProvider.GetRequiredService<SchemaEndpoint>();
        var sockets = routes.ServiceProvider.GetRequiredService<SocketEndpoint>();
        routes.MapPost("/graphql", graphql.PostAsync);
        routes.MapGet("/graphql", context => Choose(context, graphql, schema, sockets)(context));
        routes.MapMethods("/graphql", [HttpMethods.Head], context => HeadAsync(context, schema));
        routes.MapMethods("/graphql", [HttpMethods.Options], OptionsAsync);
        foreach (var path in PersistedRoute.Paths)
        {
            routes.MapPost(path, graphql.PostAsync);
            routes.MapGet(path, graphql.GetAsync);
        }

        routes.MapGet("/graphql/ws", sockets.AcceptAsync);
        routes.MapGet("/graphql/ui/{name}", GraphiQLPage.SendAssetAsync);
        foreach (var path in new[] { "/graphql/schema", "/graphql/schema.graphql", "/graphql/sdl" })
        {
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], schema.GetAsync);
        }
    }

    /// <summary>A GET is a socket's upgrade, the schema, a query, or a browser that wants GraphiQL.</summary>
    private static RequestDelegate Choose(HttpContext context, GraphQLEndpoint graphql, SchemaEndpoint schema, SocketEndpoint sockets)
    {
        var request = context.Request;
        if (context.WebSockets.IsWebSocketRequest)
        {
            return sockets.AcceptAsync;
        }

        if (IsForSchema(request))
        {
            return schema.GetAsync;
        }

        return request.Query.Count == 0 && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? GraphiQLPage.SendAsync
            : graphql.GetAsync;
    }

    /// <summary>The schema has a HEAD; a query has none, for it would run only to be thrown away.</summary>
    private static Task HeadAsync(HttpContext context, SchemaEndpoint schema)
    {
        if (IsForSchema(context.Request))
        {
            return schema.GetAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = Allowed(context.Request);
        return Task.CompletedTask;
    }

    /// <summary>What may be asked here (RFC 9110, 9.3.7). A browser's preflight was answered before this.</summary>
    private static Task OptionsAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = Allowed(context.Request);
        return Task.CompletedTask;
    }

    private static string Allowed(HttpRequest request) => IsForSchema(request) ? "GET, HEAD, OPTIONS" : "GET, OPTIONS, POST";

    private static bool IsForSchema(HttpRequest request) => request.Query.ContainsKey("sdl");
}
