namespace Jim.EndToEnd.Tests;

/// <summary>A live query whose later answers are told by what has changed in them.</summary>
public sealed class LivePatchTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Selection = "{ documents(first: 50, order: [{ createdAt: DESC }]) { nodes { id title meta } } }";

    [Theory]
    [InlineData("graphql-transport-ws")]
    [InlineData("graphql-ws")]
    public async Task Each_patch_makes_the_present_answer_of_the_last(string protocol)
    {
        var alice = await world.As("alice");
        for (var i = 0; i < 10; i++)
        {
            await CreateAsync(alice, $"of before {i}");
        }

        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token, protocol);
        await live.SubscribeAsync("1", $"subscription($diff: Boolean) @live(diff: $diff) {Selection}", new JsonObject { ["diff"] = true });
        var first = await NextAsync();
        Assert.Equal(0, (int)first["extensions"]!["revision"]!);
        var copy = first["data"];
        var revision = 0;
        var id = string.Empty;
        foreach (var write in (Func<Task>[])
        [
            async () => id = await CreateAsync(alice, "new"),
            () => world.Database.ExecuteAsync($"update documents set title = 'renamed', meta = '{{\"a\": [1, 2]}}' where id = '{id}'"),
            () => world.Database.ExecuteAsync($"update documents set meta = '{{\"a\": [1, 2, 3]}}' where id = '{id}'"),
            () => world.Database.ExecuteAsync($"delete from documents where id = '{id}'"),
            () => world.Database.ExecuteAsync($"delete from documents where owner_id = '{JimWorld.Alice}'"),
        ])
        {
            await write();
            var next = await NextAsync();
            Assert.Null(next["data"]);
            Assert.Equal(++revision, (int)next["extensions"]!["revision"]!);
            var patch = next["extensions"]!["patch"]!.AsArray();
            copy = PatchedJson.Apply(copy, patch);
            var present = await alice.AskAsync(Selection, extensions: new { cursor = (string)next["extensions"]!["cursor"]! });
            Assert.True(JsonNode.DeepEquals(present["data"], copy), $"{present["data"]}\n{copy}");
            Assert.InRange(patch.ToJsonString().Length, 1, present["data"]!.ToJsonString().Length + 50);
        }

        async Task<JsonNode> NextAsync() => (await live.UntilAsync(m => (string?)m["type"] is "next" or "data"))["payload"]!;
    }

    [Fact]
    public async Task Without_diff_and_as_server_sent_events()
    {
        var alice = await world.As("alice");
        await using var whole = await EventStream.SubscribeAsync(alice, $"subscription @live {Selection}");
        await using var patched = await EventStream.SubscribeAsync(alice, $"subscription @live(diff: true) {Selection}");
        Assert.Null((await whole.NextAsync())!["payload"]!["extensions"]!["revision"]);
        Assert.NotNull((await patched.NextAsync())!["payload"]!["data"]);
        await CreateAsync(alice, "for both");
        Assert.NotNull((await whole.NextAsync())!["payload"]!["data"]);
        Assert.Equal(1, (int)(await patched.NextAsync())!["payload"]!["extensions"]!["revision"]!);
    }

    private static async Task<string> CreateAsync(JimClient client, string title) =>
        (string)(await client.DataAsync(
            "mutation($title: String!) { createDocument(input: { title: $title }) { document { id } } }", new { title }))
        ["createDocument"]!["document"]!["id"]!;
}
