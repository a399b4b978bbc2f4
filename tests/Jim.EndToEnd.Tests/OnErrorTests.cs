namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a table whose rows have no cursor in one of their orders.</summary>
public sealed class OnErrorWorld : EmbeddedWorld
{
    protected override async Task StartAsync()
    {
        await base.StartAsync();
        await Database.ExecuteAsync("""
            create table authors (id int primary key);
            create table essays (id int primary key, author_id int not null references authors, body text not null, note text);
            grant select on authors, essays to jim_user;
            grant update (note) on essays to jim_user;
            insert into authors values (1);
            insert into essays values (1, 1, repeat('a', 30000));
            """);
        var alice = await As("alice");
        await Eventually.Holds(async () => (await alice.AskAsync("{ essays { totalCount } }"))["errors"] is null);
    }
}

/// <summary><c>onError</c>: what a value that cannot be answered does to its parents, also where the database answers.</summary>
public sealed class OnErrorTests(OnErrorWorld world) : IClassFixture<OnErrorWorld>
{
    // A cursor that would be larger than cursors may be cannot be told, and `cursor` may not be null.
    private const string Edges = "essays(order: [{ body: ASC }]) { edges { cursor node { id } } }";
    private const string Query = "{ " + Edges + " }";
    private const string Propagated = """{"edges":null}""";
    private const string Kept = """{"edges":[{"cursor":null,"node":{"id":1}}]}""";

    [Fact]
    public async Task A_null_that_may_not_be_one_empties_its_ancestor_or_stays()
    {
        Assert.Equal("{\"essays\":" + Propagated + "}", await DataAsync(null));
        Assert.Equal("{\"essays\":" + Propagated + "}", await DataAsync("PROPAGATE"));
        Assert.Equal("{\"essays\":" + Kept + "}", await DataAsync("NULL"));
    }

    [Fact]
    public async Task A_mutations_payload_too()
    {
        const string Mutation =
            "mutation { updateEssay(input: { id: 1, note: \"x\" }) { essay { note author { " + Edges + " } } } }";
        const string Payload = """{"updateEssay":{"essay":{"note":"x","author":{"essays":""";
        Assert.Equal(Payload + Propagated + "}}}}", await DataAsync(null, Mutation));
        Assert.Equal(Payload + Kept + "}}}}", await DataAsync("NULL", Mutation));
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
        Assert.All(errors, e => Assert.Equal("cursor", (string)e!["path"]!.AsArray()[^1]!));
        return answer["data"]!.ToJsonString();
    }

    private async Task<HttpResponseMessage> PostAsync(string? onError, string query) => await (await world.As("alice")).SendAsync(
        HttpMethod.Post, "/graphql",
        JimClient.Text(new JsonObject { ["query"] = query, ["onError"] = onError }.ToJsonString(), "application/json"));
}
