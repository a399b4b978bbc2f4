using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>One operation a second, five at once: over HTTP, in batches and on sockets.</summary>
public sealed class RateTests(RateWorld world) : IClassFixture<RateWorld>
{
    private const string Query = "{ __typename }";

    [Fact]
    public async Task Too_many_are_refused_and_soon_answered_again()
    {
        var alice = await world.As("alice");
        for (var i = 0; i < 5; i++)
        {
            using var answered = await alice.PostAsync(Query);
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        }

        using var refused = await alice.PostAsync(Query);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal("JIM_RATE_LIMITED", (string?)error["extensions"]!["code"]);
        Assert.NotNull((await (await world.As("bob")).AskAsync(Query))["data"]);
        await Eventually.Holds(async () => (await alice.AskAsync(Query))["data"] is not null);
    }

    [Fact]
    public async Task Operations_on_a_socket_count_too()
    {
        await using var socket = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("carol"));
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        for (var i = 0; i < 6; i++)
        {
            await socket.SubscribeAsync($"{i}", Query);
        }

        JsonNode? message;
        do
        {
            message = await socket.NextAsync();
        }
        while ((string?)message!["type"] != "error");
        Assert.Equal("JIM_RATE_LIMITED", (string?)message["payload"]![0]!["extensions"]!["code"]);
    }
}

/// <summary>A Jim that allows one operation a second.</summary>
public sealed class RateWorld : EmbeddedWorld
{
    public RateWorld() => Environment["JIM_LIMIT_RATE"] = "1";
}
