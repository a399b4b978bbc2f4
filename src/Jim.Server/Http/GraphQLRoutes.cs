using Jim.Server.WebSockets;

namespace Jim.Server.Http;

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
        routes.MapGet("/graphql/ws", sockets.AcceptAsync);
        routes.MapGet("/graphql/ui/{name}", GraphiQLPage.SendAssetAsync);
        foreach (var path in new[] { "/graphql/schema", "/graphql/schema.graphql", "/graphql/sdl" })
        {
            routes.MapGet(path, schema.GetAsync);
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

        if (request.Query.Keys.Contains("sdl", StringComparer.OrdinalIgnoreCase))
        {
            return schema.GetAsync;
        }

        return request.Query.Count == 0 && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? GraphiQLPage.SendAsync
            : graphql.GetAsync;
    }
}
