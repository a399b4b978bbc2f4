using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>A trusted operation at an address of its own, as in HotChocolate; its variables are in the query string or the body.</summary>
public static class PersistedRoute
{
    /// <summary>Route patterns, each for GET and POST.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["/graphql/persisted/{id}", "/graphql/persisted/{id}/{operationName}"];

    /// <summary>
    /// The request with the id (and the operation's name) of its address, which win over those of the body. Unchanged where the address has
    /// no id.
    /// </summary>
    public static GraphQLRequest Apply(HttpContext context, GraphQLRequest request)
    {
        var route = context.Request.RouteValues;
        return route["id"] is string id
            ? request with { DocumentId = id, Query = default, OperationName = route["operationName"] as string ?? request.OperationName }
            : request;
    }
}
