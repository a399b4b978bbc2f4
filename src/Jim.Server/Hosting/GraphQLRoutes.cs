using Jim.Server.Http;
using Jim.Server.WebSockets;

namespace Jim.Server.Hosting;

/// <summary>Maps <c>/graphql</c> and the paths below it.</summary>
public static class GraphQLRoutes
{
    public static void MapGraphQL(this IEndpointRouteBuilder routes)
    {
        var graphql = routes.ServiceProvider.GetRequiredService<GraphQLEndpoint>();
        var schema = routes.ServiceProvider.GetRequiredService<SchemaEndpoint>();
        var page = routes.ServiceProvider.GetRequiredService<GraphiQLPage>();
        var sockets = routes.ServiceProvider.GetRequiredService<SocketEndpoint>();
#pragma warning disable ASP0022 // A route for a method goes before the one for any method, so that they do not conflict.
        routes.MapPost("/graphql", graphql.PostAsync);
        routes.MapGet("/graphql", context => Choose(context, graphql, schema, sockets, page)(context));
        routes.MapMethods("/graphql", [HttpMethods.Head], context => HeadAsync(context, schema));
        routes.MapMethods("/graphql", [HttpMethods.Options], OptionsAsync);
        routes.Map("/graphql", RefuseMethodAsync); // any other; HEAD has a route, but is not answered at each address
#pragma warning restore ASP0022
        foreach (var path in PersistedRoute.Paths)
        {
            routes.MapPost(path, graphql.PostAsync);
            routes.MapGet(path, graphql.GetAsync);
        }

        routes.MapGet("/graphql/ws", sockets.AcceptAsync);
        routes.MapGet("/graphql/ui/{name}", page.SendAssetAsync);
        routes.MapGet("/graphql/ui/access", page.SendAccessAsync);
        foreach (var path in new[] { "/graphql/schema", "/graphql/schema.graphql", "/graphql/sdl" })
        {
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], schema.GetAsync);
        }
    }

    /// <summary>
    /// A GET of <c>/graphql</c> upgrades to a WebSocket, asks for the schema (<c>?sdl</c>), opens GraphiQL in a browser, or is a query.
    /// </summary>
    private static RequestDelegate Choose(
        HttpContext context, GraphQLEndpoint graphql, SchemaEndpoint schema, SocketEndpoint sockets, GraphiQLPage page)
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

        return GraphiQLPage.IsAskedFor(request) ? page.SendAsync : graphql.GetAsync;
    }

    /// <summary>HEAD is answered for the schema only; for a query it would run an operation whose result nobody gets.</summary>
    private static Task HeadAsync(HttpContext context, SchemaEndpoint schema) =>
        IsForSchema(context.Request) ? schema.GetAsync(context) : RefuseMethodAsync(context);

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = Allowed(context.Request);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Lists the allowed methods (RFC 9110, 9.3.7). The preflight of a browser was already answered by the CORS middleware.
    /// </summary>
    private static Task OptionsAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = Allowed(context.Request);
        return Task.CompletedTask;
    }

    private static string Allowed(HttpRequest request) => IsForSchema(request) ? "GET, HEAD, OPTIONS, POST" : "GET, OPTIONS, POST";

    private static bool IsForSchema(HttpRequest request) => request.Query.ContainsKey("sdl");
}
