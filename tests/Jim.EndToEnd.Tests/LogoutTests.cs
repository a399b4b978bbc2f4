using System.Diagnostics;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// A logout in Keycloak reaches what is open by the session's tokens within five seconds, at every gateway, and lets everything else go on.
/// </summary>
public sealed class LogoutTests(LogoutWorld world) : IClassFixture<LogoutWorld>
{
    private const string Me = "{ me { subject } }";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_user_who_is_logged_out_loses_sockets_and_streams_at_all_gateways()
    {
        var (alice, bob) = (await world.SignInAsync("alice"), await world.SignInAsync("bob"));
        await using var here = await LogoutWorld.OpenAsync(world.Gateway, alice);
        await using var there = await LogoutWorld.OpenAsync(world.Other, alice);
        await using var legacy = await LiveClient.ConnectAsync(world.Address, alice.Token, "graphql-ws");
        await using var events = await EventStream.SubscribeAsync(new JimClient(world.Other.Address, alice.Token), LogoutWorld.Live);
        using var streamed = await new JimClient(world.Address, alice.Token).SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text(new JsonObject { ["query"] = LogoutWorld.Live }.ToJsonString(), "application/json"),
            r => r.Headers.Accept.ParseAdd("application/jsonl"));
        using var lines = new StreamReader(await streamed.Content.ReadAsStreamAsync());
        await using var bobs = await LogoutWorld.OpenAsync(world.Gateway, bob);
        Assert.Equal("next", (string?)(await events.NextAsync())!["type"]);
        Assert.NotEmpty((await lines.ReadLineAsync())!);
        Assert.Equal("connection_ack", (string?)(await legacy.NextAsync())!["type"]);

        var clock = Stopwatch.StartNew();
        await world.Realm.PostAsync($"/users/{await world.Realm.FindUserAsync("alice")}/logout");
        foreach (var socket in (LiveClient[])[here, there, legacy])
        {
            await LogoutWorld.AssertClosedAsync(socket);
        }

        Assert.Null(await events.NextAsync()); // cut, without the event complete
        Assert.Empty((await lines.ReadToEndAsync()).Trim());
        Assert.True(clock.Elapsed < Bound, $"{clock.Elapsed}");

        foreach (var gateway in (JimProcess[])[world.Gateway, world.Other])
        {
            using var refused = await new JimClient(gateway.Address, alice.Token).PostAsync(Me);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("JIM_TOKEN_REVOKED", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            await using var again = await LiveClient.ConnectAsync(gateway.Address, alice.Token);
            await LogoutWorld.AssertClosedAsync(again);
        }

        await AssertOpenAsync(bobs);
    }

    [Fact]
    public async Task The_end_of_one_session_leaves_the_others_of_the_user_and_a_new_sign_in_is_let_in_at_once()
    {
        var (telephone, tablet) = (await world.SignInAsync("carol"), await world.SignInAsync("carol"));
        await using var first = await LogoutWorld.OpenAsync(world.Other, telephone);
        await using var second = await LogoutWorld.OpenAsync(world.Gateway, tablet);
        var clock = Stopwatch.StartNew();
        await world.Realm.DeleteAsync($"/sessions/{telephone.Id}");
        await LogoutWorld.AssertClosedAsync(first);
        Assert.True(clock.Elapsed < Bound, $"{clock.Elapsed}");
        await AssertOpenAsync(second);
        await using var next = await LogoutWorld.OpenAsync(world.Other, await world.SignInAsync("carol"));
        await AssertOpenAsync(next);
        await AssertOpenAsync(second);
    }

    [Fact]
    public async Task An_app_that_signs_out_by_its_refresh_token_closes_its_socket()
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = "bob", ["password"] = "bob", ["scope"] = "openid",
        });
        using var granted = await http.PostAsync(new Uri($"{world.Issuer}/protocol/openid-connect/token"), form);
        var tokens = JsonNode.Parse(await granted.Content.ReadAsStringAsync())!;
        await using var socket = await LogoutWorld.OpenAsync(world.Other, new OpenSession((string)tokens["access_token"]!, string.Empty));
        using var leaving = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = "jim-app", ["refresh_token"] = (string)tokens["refresh_token"]!,
        });
        var clock = Stopwatch.StartNew();
        using var left = await http.PostAsync(new Uri($"{world.Issuer}/protocol/openid-connect/logout"), leaving);
        Assert.True(left.IsSuccessStatusCode);
        await LogoutWorld.AssertClosedAsync(socket);
        Assert.True(clock.Elapsed < Bound, $"{clock.Elapsed}");
    }

    [Fact]
    public async Task What_was_revoked_is_known_to_a_gateway_that_starts_later()
    {
        var session = await world.SignInAsync("bob");
        await world.Realm.DeleteAsync($"/sessions/{session.Id}");
        await using var late = await JimProcess.RunAsync(
            world.EnvironmentWith(("JIM_PROCESS", "gateway"), ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}")));
        using var refused = await new JimClient(late.Address, session.Token).PostAsync(Me);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("no form")]
    [InlineData("json")]
    [InlineData("no token")]
    [InlineData("twice")]
    [InlineData("too long")]
    [InlineData("an access token")]
    public async Task What_is_no_logout_token_is_answered_400_and_closes_nothing(string what)
    {
        var session = await world.SignInAsync("bob");
        await using var socket = await LogoutWorld.OpenAsync(world.Gateway, session);
        using HttpContent? content = what switch
        {
            "nothing" => null,
            "no form" => new StringContent(session.Token, null, "text/plain"),
            "json" => new StringContent("""{"logout_token":"x"}""", null, "application/json"),
            "no token" => new FormUrlEncodedContent([new("token", session.Token)]),
            "twice" => new FormUrlEncodedContent([new("logout_token", session.Token), new("logout_token", session.Token)]),
            "too long" => new FormUrlEncodedContent([new("logout_token", new string('a', 100_000))]),
            _ => new FormUrlEncodedContent([new("logout_token", session.Token)]),
        };
        using var answer = await world.Anonymous().SendAsync(HttpMethod.Post, "/oidc/backchannel-logout", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("invalid_request", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]);
        await AssertOpenAsync(socket);
    }

    [Fact]
    public Task The_library_graphql_ws_connects_again_with_a_new_token_after_a_logout() =>
        ClientLibraries.RunNodeAsync(world, ["graphql-ws.logout.mjs", world.Issuer]);

    private static async Task AssertOpenAsync(LiveClient client)
    {
        var id = Guid.NewGuid().ToString();
        await client.SubscribeAsync(id, Me);
        var answer = await client.UntilAsync(m => (string?)m["id"] == id);
        Assert.NotNull(answer["payload"]!["data"]!["me"]!["subject"]);
    }
}
