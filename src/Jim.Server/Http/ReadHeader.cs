namespace Jim.Server.Http;

/// <summary>The header <c>Jim-Read</c>: where a query is read.</summary>
public static class ReadHeader
{
    public const string Name = "Jim-Read";

    /// <summary>True for <c>primary</c>: neither from a replica nor from the cache.</summary>
    public static bool AsksForPrimary(HttpRequest http) =>
        http.Headers.TryGetValue(Name, out var value) && value.ToString().Equals("primary", StringComparison.OrdinalIgnoreCase);
}
