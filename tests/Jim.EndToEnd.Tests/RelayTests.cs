namespace Jim.EndToEnd.Tests;

/// <summary>What docs/clients.md says of Relay: connections as its Cursor Connections Specification has them, and no nodes.</summary>
public sealed class RelayTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Types = """
        {
          pageInfo: __type(name: "PageInfo") { fields { name type { kind name ofType { name } } } }
          connection: __type(name: "DocumentsConnection") { fields { name type { kind ofType { name } } } }
          edge: __type(name: "DocumentsEdge") { fields { name type { kind ofType { name } } } }
          node: __type(name: "Node") { name }
          query: __type(name: "Query") { fields { name args { name type { name } } } }
        }
        """;

    [Fact]
    public async Task Connections_have_the_fields_and_types_of_Relays_specification()
    {
        var types = await (await world.As("carol")).DataAsync(Types);
        var pageInfo = Fields(types["pageInfo"]!);
        Assert.Equal("Boolean", (string?)pageInfo["hasNextPage"]["ofType"]!["name"]);
        Assert.Equal("Boolean", (string?)pageInfo["hasPreviousPage"]["ofType"]!["name"]);
        Assert.Equal("String", (string?)pageInfo["startCursor"]["name"]);
        Assert.Equal("String", (string?)pageInfo["endCursor"]["name"]);
        Assert.Equal("PageInfo", (string?)Fields(types["connection"]!)["pageInfo"]["ofType"]!["name"]);
        Assert.Contains("edges", Fields(types["connection"]!).Keys);
        Assert.Equal("String", (string?)Fields(types["edge"]!)["cursor"]["ofType"]!["name"]);
        Assert.Equal("Document", (string?)Fields(types["edge"]!)["node"]["ofType"]!["name"]);

        var documents = types["query"]!["fields"]!.AsArray().Single(f => (string?)f!["name"] == "documents")!;
        var arguments = documents["args"]!.AsArray().ToDictionary(a => (string)a!["name"]!, a => (string?)a!["type"]!["name"]);
        Assert.Equal(("Int", "String"), (arguments["first"], arguments["after"]));
        Assert.Equal(("Int", "String"), (arguments["last"], arguments["before"]));
    }

    [Fact]
    public async Task There_are_no_nodes_by_global_id()
    {
        var types = await (await world.As("carol")).DataAsync(Types);
        Assert.Null(types["node"]);
        Assert.DoesNotContain("node", types["query"]!["fields"]!.AsArray().Select(f => (string?)f!["name"]));
    }

    /// <summary>As usePaginationFragment asks: the next page after the last cursor, until there is none.</summary>
    [Fact]
    public async Task Pages_go_on_after_the_cursor_of_the_last_edge()
    {
        const string Page = """
            query($count: Int!, $cursor: String) {
              documents(first: $count, after: $cursor, order: [{ createdAt: DESC }]) {
                edges { cursor node { id __typename } } pageInfo { endCursor hasNextPage } totalCount
              }
            }
            """;
        var alice = await world.As("alice");
        var seen = new List<string>();
        JsonNode page;
        string? cursor = null;
        do
        {
            page = (await alice.DataAsync(Page, new { count = 7, cursor }))["documents"]!;
            seen.AddRange(page["edges"]!.AsArray().Select(e => (string)e!["node"]!["id"]!));
            cursor = (string?)page["pageInfo"]!["endCursor"];
            Assert.Equal(cursor, (string?)page["edges"]!.AsArray()[^1]!["cursor"]);
        }
        while ((bool)page["pageInfo"]!["hasNextPage"]!);

        Assert.Equal((int)page["totalCount"]!, seen.Distinct().Count());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    private static Dictionary<string, JsonNode> Fields(JsonNode type) =>
        type["fields"]!.AsArray().ToDictionary(f => (string)f!["name"]!, f => f!["type"]!);
}
