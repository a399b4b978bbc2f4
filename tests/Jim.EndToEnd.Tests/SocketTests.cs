namespace Jim.EndToEnd.Tests;

/// <summary>What a client may do on one socket of a running Jim.</summary>
public sealed class SocketTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task A_thousand_quick_operations_are_answered_on_one_socket()
    {
        await using var client = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                await client.SubscribeAsync($"{i}", "{ __typename }");
            }

            var ended = new HashSet<string>();
            while (ended.Count < 100)
            {
                var message = await client.UntilAsync(m => (string?)m["type"] is "complete" or "error");
                Assert.Equal("complete", (string?)message["type"]);
                Assert.True(ended.Add((string)message["id"]!));
            }
        }
    }

    /// <summary>Browsers ask nobody before they open a WebSocket, so that a page of any site could.</summary>
    [Theory]
    [InlineData(null, 101)]
    [InlineData("own", 101)]
    [InlineData("http://localhost:3000", 101)]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("file://", 403)]
    [InlineData("", 403)]
    public async Task A_page_of_a_foreign_origin_opens_no_socket(string? origin, int status)
    {
        foreach (var path in new[] { "/graphql", "/graphql/ws" })
        {
            using var answer = await world.Anonymous().SendAsync(HttpMethod.Get, path, null, request =>
            {
                (string Name, string Value)[] headers =
                [
                    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "graphql-transport-ws"),
                ];
                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                if (origin is not null)
                {
                    var value = origin == "own" ? world.Address.GetLeftPart(UriPartial.Authority) : origin;
                    request.Headers.TryAddWithoutValidation("Origin", value);
                }
            });
            Assert.Equal(status, (int)answer.StatusCode);
            if (status == 403)
            {
                Assert.Contains("JIM_ORIGIN_NOT_ALLOWED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_renewed_token_is_acknowledged_and_live_queries_go_on()
    {
        await using var client = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"), "graphql-ws");
        await client.SendAsync(new JsonObject
        {
            ["type"] = "start", ["id"] = "1",
            ["payload"] = new JsonObject { ["query"] = "subscription { documents(first: 1) { nodes { id } } }" },
        });
        await client.UntilAsync(m => (string?)m["type"] == "data");
        await client.SendAsync(new JsonObject { ["type"] = "connection_init" });
        await client.UntilAsync(m => (string?)m["type"] == "connection_ack");
        await client.SendAsync(new JsonObject
        {
            ["type"] = "connection_init",
            ["payload"] = new JsonObject { ["authorization"] = $"Bearer {await world.TokenAsync("alice")}" },
        });
        await client.UntilAsync(m => (string?)m["type"] == "connection_ack");
        await client.SendAsync(new JsonObject
        {
            ["type"] = "connection_init",
            ["payload"] = new JsonObject { ["authorization"] = $"Bearer {await world.TokenAsync("bob")}" },
        });
        Assert.Null(await client.NextAsync());
        Assert.Equal(4403, (int)client.CloseStatus!.Value);
    }
}
