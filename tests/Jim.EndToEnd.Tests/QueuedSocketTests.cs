namespace Jim.EndToEnd.Tests;

/// <summary>A socket has no headers: how long the answer of a queued mutation waits stands in the operation's extensions.</summary>
public sealed class QueuedSocketTests(QueuedWorld world) : IClassFixture<QueuedWorld>
{
    [Theory]
    [InlineData("graphql-transport-ws")]
    [InlineData("graphql-ws")]
    public async Task A_mutation_says_how_long_its_answer_waits(string protocol)
    {
        var (bob, title) = (await world.As("bob"), $"socket {Guid.NewGuid():N}");
        await using var socket = await LiveClient.ConnectAsync(world.Address, bob.Token, protocol);
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            // Without `wait` it would come after 28 seconds.
            var answer = await SendAsync(socket, "1", title, 0).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Null(answer["payload"]!["data"]);
            Assert.NotNull(answer["payload"]!["extensions"]!["job"]!["id"]);
            await held.ReleaseAsync();
        }

        var waited = await SendAsync(socket, "2", title, 20);
        Assert.Equal(title, (string?)waited["payload"]!["data"]!["createDocument"]!["document"]!["title"]);
        Assert.Equal(2L, await CountAsync(title));
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("{}")]
    public async Task A_wait_that_is_no_number_of_seconds_is_refused_and_nothing_is_stored(string wait)
    {
        var (bob, title) = (await world.As("bob"), $"refused {Guid.NewGuid():N}");
        await using var socket = await LiveClient.ConnectAsync(world.Address, bob.Token);
        var answer = await SendAsync(socket, "1", title, JsonNode.Parse(wait));
        Assert.Equal("error", (string?)answer["type"]);
        Assert.Contains("JIM_WAIT", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync(title));
    }

    private static async Task<JsonNode> SendAsync(LiveClient socket, string id, string title, JsonNode? wait)
    {
        await socket.SendAsync(new JsonObject
        {
            ["type"] = socket.Protocol == "graphql-ws" ? "start" : "subscribe",
            ["id"] = id,
            ["payload"] = new JsonObject
            {
                ["query"] = "mutation($title: String!) { createDocument(input: { title: $title }) { document { title } } }",
                ["variables"] = new JsonObject { ["title"] = title },
                ["extensions"] = new JsonObject { ["wait"] = wait },
            },
        });
        return await socket.UntilAsync(message => (string?)message["id"] == id && (string?)message["type"] is not "complete");
    }

    private Task<long> CountAsync(string title) =>
        world.Database.ScalarAsync<long>($"select count(*) from documents where title = '{title}'");
}
