namespace Jim.EndToEnd.Tests;

/// <summary>A live query goes on at the cursor of its last answer: the same answer is not sent twice, and none is missed.</summary>
public sealed class LiveResumeTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Query = "subscription { documents(first: 3, order: [{ createdAt: DESC }]) { nodes { title } } }";

    [Fact]
    public async Task The_answer_that_a_cursor_names_is_not_sent_again()
    {
        var alice = await world.As("alice");
        var first = await AnswerAsync(alice, cursor: null);
        await world.Database.ExecuteAsync($"insert into documents (title, owner_id) values ('of another', '{JimWorld.Bob}')");

        // What she sees is the same, although the table was written to: the first message tells of the next change.
        await using var again = await SubscribeAsync(alice, Query, Cursor(first));
        await again.SubscribeAsync("2", Query);
        var other = (await again.UntilAsync(IsNext))!;
        Assert.Equal(("2", Nodes(first)), ((string?)other["id"], Nodes(other)));
        await world.Database.ExecuteAsync($"insert into documents (title, owner_id) values ('hers', '{JimWorld.Alice}')");
        var told = new[] { await again.UntilAsync(IsNext), await again.UntilAsync(IsNext) };
        Assert.Equal(["1", "2"], told.Select(m => (string)m["id"]!).Order());
        Assert.All(told, m => Assert.Contains("hers", Nodes(m), StringComparison.Ordinal));

        // What came while nobody followed is told at once.
        Assert.Equal(Nodes(told[0]), Nodes(await AnswerAsync(alice, Cursor(first))));
    }

    [Fact]
    public async Task A_cursor_of_another_answer_says_nothing()
    {
        var alice = await world.As("alice");
        var first = await AnswerAsync(alice, cursor: null);
        const string Other = "subscription { documents(first: 3, order: [{ createdAt: DESC }]) { nodes { title  } } }";
        Assert.Equal(Nodes(first), Nodes(await AnswerAsync(alice, Cursor(first), Other)));
        var plain = await alice.AskAsync(Query["subscription ".Length..]);
        Assert.Equal(Nodes(first), Nodes(await AnswerAsync(alice, (string)plain["extensions"]!["cursor"]!)));

        // A query with such a cursor gets nothing older, as with any.
        var query = await alice.AskAsync(Query["subscription ".Length..], extensions: new { cursor = Cursor(first) });
        Assert.Null(query["errors"]);
    }

    private static async Task<JsonNode> AnswerAsync(JimClient client, string? cursor, string query = Query)
    {
        await using var live = await SubscribeAsync(client, query, cursor);
        return await live.UntilAsync(IsNext);
    }

    private static async Task<LiveClient> SubscribeAsync(JimClient client, string query, string? cursor)
    {
        var live = await LiveClient.ConnectAsync(client.Address, client.Token);
        await live.SubscribeAsync("1", query, cursor: cursor);
        return live;
    }

    private static bool IsNext(JsonNode message) => (string?)message["type"] == "next";

    private static string Cursor(JsonNode message) => (string)message["payload"]!["extensions"]!["cursor"]!;

    private static string Nodes(JsonNode message) => message["payload"]!["data"]!["documents"]!["nodes"]!.ToJsonString();
}
