using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>The endpoint with logout tokens of a made-up issuer, and what the development issuer tells by itself.</summary>
public sealed class LogoutTokenTests(MadeUpIssuerWorld world) : IClassFixture<MadeUpIssuerWorld>
{
    private const string Me = "{ me { subject } }";

    [Fact]
    public async Task A_valid_token_is_taken_once()
    {
        var token = world.Server.Issue("first");
        await using var socket = await LiveClient.ConnectAsync(world.Address, token);
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        var logout = world.Server.IssueLogout("first");
        using var taken = await PostAsync(logout);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.True(taken.Headers.CacheControl!.NoStore);
        Assert.Empty(await taken.Content.ReadAsByteArrayAsync());
        Assert.Null(await socket.NextAsync());
        Assert.Equal(4403, (int?)socket.CloseStatus);

        using var again = await PostAsync(logout);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.True(again.Headers.CacheControl!.NoStore);
        using var refused = await new JimClient(world.Address, token).PostAsync(Me);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_issuer_may_name_the_gateway_by_any_host()
    {
        using var form = new FormUrlEncodedContent([new("logout_token", world.Server.IssueLogout("first", subject: "nobody"))]);
        using var taken = await world.Anonymous().SendAsync(
            HttpMethod.Post, "/oidc/backchannel-logout", form, r => r.Headers.Host = "gateway:8080");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var other = await world.Anonymous().SendAsync(HttpMethod.Get, "/graphql", null, r => r.Headers.Host = "gateway:8080");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, other.StatusCode);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("iat")]
    [InlineData("jti")]
    [InlineData("events")]
    [InlineData("sub")]
    public async Task A_token_without_a_claim_is_refused(string claim)
    {
        using var refused = await PostAsync(world.Server.IssueLogout("first", change: c => c.Remove(claim)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_nonce_another_key_or_another_method_is_refused()
    {
        using var nonce = await PostAsync(world.Server.IssueLogout("first", change: c => c["nonce"] = "n"));
        Assert.Equal(HttpStatusCode.BadRequest, nonce.StatusCode);
        using var key = await PostAsync(world.Server.IssueLogout("unpublished"));
        Assert.Equal(HttpStatusCode.BadRequest, key.StatusCode);
        using var get = await world.Anonymous().SendAsync(HttpMethod.Get, "/oidc/backchannel-logout?logout_token=x");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string token)
    {
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        return await world.Anonymous().SendAsync(HttpMethod.Post, "/oidc/backchannel-logout", form);
    }
}

/// <summary>Who signs out at the development issuer loses the socket too, as with Keycloak.</summary>
public sealed class DevelopmentLogoutTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task A_sign_out_closes_the_socket_and_ends_the_token()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = "alice", ["password"] = "alice", ["scope"] = "openid",
        });
        using var granted = await world.Anonymous().SendAsync(HttpMethod.Post, $"{world.Issuer}/protocol/openid-connect/token", form);
        var tokens = JsonNode.Parse(await granted.Content.ReadAsStringAsync())!;
        var token = (string)tokens["access_token"]!;
        await using var socket = await LiveClient.ConnectAsync(world.Address, token);
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        using var leaving = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = "jim-app", ["refresh_token"] = (string)tokens["refresh_token"]!,
        });
        using var left = await world.Anonymous().SendAsync(HttpMethod.Post, $"{world.Issuer}/protocol/openid-connect/logout", leaving);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Null(await socket.NextAsync());
        Assert.Equal(4403, (int?)socket.CloseStatus);
        using var refused = await new JimClient(world.Address, token).PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.NotNull(await (await world.As("alice")).DataAsync("{ __typename }"));
    }
}
