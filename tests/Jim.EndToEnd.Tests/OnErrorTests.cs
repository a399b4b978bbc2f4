namespace Jim.EndToEnd.Tests;

/// <summary><c>onError</c>: what a value that cannot be answered does to its parents, also where the database answers.</summary>
public sealed class OnErrorTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Id = "5ca1ab1e-0000-4000-8000-000000000001";

    // A time without end has no DateTime, and `createdAt` may not be null.
    private const string Query =
        "{ documents(where: { id: { eq: \"" + Id + "\" } }) { nodes { id createdAt } } documentById(id: \"" + Id + "\") { id createdAt } }";

    [Fact]
    public async Task A_null_that_may_not_be_one_empties_its_ancestor_or_stays()
    {
        await world.Database.ExecuteAsync(
            $"insert into documents (id, owner_id, title, created_at) values ('{Id}', '{JimWorld.Alice}', 'endless', 'infinity') on "
                + "conflict do nothing");
        Assert.Equal("""{"documents":{"nodes":null},"documentById":null}""", await DataAsync(null));
        Assert.Equal("""{"documents":{"nodes":null},"documentById":null}""", await DataAsync("PROPAGATE"));
        Assert.Equal(
            "{\"documents\":{\"nodes\":[{\"id\":\"" + Id + "\",\"createdAt\":null}]},\"documentById\":{\"id\":\"" + Id
                + "\",\"createdAt\":null}}",
            await DataAsync("NULL"));
    }

    [Fact]
    public async Task A_mutations_payload_too()
    {
        await world.Database.ExecuteAsync(
            $"insert into documents (id, owner_id, title, created_at) values ('{Id}', '{JimWorld.Alice}', 'endless', 'infinity') on "
                + "conflict do nothing");
        var mutation = "mutation { updateDocument(input: { id: \"" + Id
            + "\", title: \"still endless\" }) { document { title createdAt } } }";
        Assert.Equal("""{"updateDocument":{"document":null}}""", await DataAsync(null, mutation));
        Assert.Equal("""{"updateDocument":{"document":{"title":"still endless","createdAt":null}}}""", await DataAsync("NULL", mutation));
    }

    [Fact]
    public async Task Any_other_word_is_refused()
    {
        using var response = await PostAsync("HALT", Query);
        Assert.Equal(400, (int)response.StatusCode);
    }

    private async Task<string> DataAsync(string? onError, string query = Query)
    {
        using var response = await PostAsync(onError, query);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var errors = answer["errors"]!.AsArray();
        Assert.All(errors, e => Assert.Equal("createdAt", (string)e!["path"]!.AsArray()[^1]!));
        return answer["data"]!.ToJsonString();
    }

    private async Task<HttpResponseMessage> PostAsync(string? onError, string query) => await (await world.As("alice")).SendAsync(
        HttpMethod.Post, "/graphql",
        JimClient.Text(new JsonObject { ["query"] = query, ["onError"] = onError }.ToJsonString(), "application/json"));
}
