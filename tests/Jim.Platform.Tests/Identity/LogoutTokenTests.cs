using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

/// <summary>Which logout tokens are taken: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.</summary>
public sealed class LogoutTokenTests : IDisposable
{
    private const string Issuer = "https://id.example/realms/jim";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestSigner _signer = TestSigner.Rsa("first");
    private readonly PublishedKeys _published;
    private readonly LogoutTokenReader _reader;

    public LogoutTokenTests()
    {
        _published = new PublishedKeys(Issuer, _signer);
        var options = new IdentityOptions(Issuer) { LogoutAudiences = ["jim-app", "jim-graphiql"] };
        _reader = new LogoutTokenReader(
            options, new JwksKeySource(options, new HttpClient(_published), _time, NullLogger<JwksKeySource>.Instance), _time);
    }

    public void Dispose() => _published.Dispose();

    [Fact]
    public async Task A_token_as_Keycloak_sends_it_ends_the_session()
    {
        var (token, fault) = await ReadAsync(_signer.Sign(Claims()));
        Assert.Null(fault);
        Assert.Equal("j1", token!.Id);
        Assert.Equal(("ada", "s1", _time.GetUtcNow()), (token.Revocation.Subject, token.Revocation.Session, token.Revocation.IssuedUntil));
    }

    [Theory]
    [InlineData("sub alone")]
    [InlineData("sid alone")]
    [InlineData("without exp")]
    [InlineData("without typ")]
    [InlineData("aud is a list")]
    [InlineData("aud is the audience of access tokens")]
    [InlineData("the event has members")]
    [InlineData("another event beside it")]
    [InlineData("iat a little ahead")]
    public async Task Other_valid_forms_are_taken(string how) => Assert.Null((await ReadAsync(_signer.Sign(Vary(how)))).Fault);

    [Theory]
    [InlineData("logout+jwt", true)]
    [InlineData("application/logout+jwt", true)]
    [InlineData("JWT", true)]
    [InlineData("at+jwt", false)]
    [InlineData("dpop+jwt", false)]
    public async Task The_header_may_name_the_kind(string type, bool taken) =>
        Assert.Equal(taken, (await ReadAsync(_signer.Sign(Claims(), ("typ", type)))).Token is not null);

    [Theory]
    [InlineData("without iss")]
    [InlineData("iss of another")]
    [InlineData("iss with a slash")]
    [InlineData("without aud")]
    [InlineData("aud of another")]
    [InlineData("aud an empty list")]
    [InlineData("aud a number")]
    [InlineData("without iat")]
    [InlineData("iat a text")]
    [InlineData("iat in a minute")]
    [InlineData("iat an hour ago")]
    [InlineData("exp a minute ago")]
    [InlineData("exp a text")]
    [InlineData("without jti")]
    [InlineData("jti empty")]
    [InlineData("jti a number")]
    [InlineData("jti of a thousand characters")]
    [InlineData("without events")]
    [InlineData("events a text")]
    [InlineData("events a list")]
    [InlineData("events without the event")]
    [InlineData("the event null")]
    [InlineData("the event true")]
    [InlineData("the event a text")]
    [InlineData("with a nonce")]
    [InlineData("with a nonce of null")]
    [InlineData("neither sub nor sid")]
    [InlineData("sub empty")]
    [InlineData("sub a number")]
    [InlineData("sub with NUL")]
    [InlineData("sid empty")]
    [InlineData("sid null")]
    [InlineData("typ Bearer")]
    [InlineData("typ ID")]
    [InlineData("typ Refresh")]
    [InlineData("an access token")]
    [InlineData("an ID token")]
    public async Task A_wrong_claim_is_refused(string how)
    {
        var (token, fault) = await ReadAsync(_signer.Sign(Vary(how)));
        Assert.Null(token);
        Assert.NotEmpty(fault!);
    }

    [Fact]
    public async Task A_signature_that_is_not_the_issuers_is_refused()
    {
        var good = _signer.Sign(Claims());
        var parts = good.Split('.');
        Assert.Contains("signature", (await ReadAsync(TestSigner.Rsa("first").Sign(Claims()))).Fault, StringComparison.Ordinal);
        Assert.Contains("publish", (await ReadAsync(TestSigner.Rsa("other").Sign(Claims()))).Fault, StringComparison.Ordinal);
        Assert.NotNull((await ReadAsync($"{parts[0]}.{Encode(Vary("sub alone"))}.{parts[2]}")).Fault);
        Assert.NotNull((await ReadAsync($"{parts[0]}.{parts[1]}.")).Fault);
        var none = Encode(new JsonObject { ["alg"] = "none", ["kid"] = "first" });
        Assert.NotNull((await ReadAsync($"{none}.{parts[1]}.")).Fault);
        Assert.NotNull((await ReadAsync($"{none}.{parts[1]}.{parts[2]}")).Fault);
        var symmetric = Encode(new JsonObject { ["alg"] = "HS256", ["kid"] = "first" });
        Assert.NotNull((await ReadAsync($"{symmetric}.{parts[1]}.{parts[2]}")).Fault);
        var unnamed = Encode(new JsonObject { ["alg"] = "RS256" });
        Assert.NotNull((await ReadAsync($"{unnamed}.{parts[1]}.{parts[2]}")).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("💥")]
    public async Task What_is_no_token_is_refused(string text) => Assert.NotNull((await ReadAsync(text)).Fault);

    [Fact]
    public async Task A_token_is_not_read_beyond_the_longest() =>
        Assert.NotNull((await ReadAsync(new string('a', 1_000_000))).Fault);

    [Fact]
    public async Task A_logout_token_lets_nobody_in()
    {
        var options = new IdentityOptions(Issuer);
        var validator = new TokenValidator(
            options, new JwksKeySource(options, new HttpClient(_published), _time, NullLogger<JwksKeySource>.Instance), _time);
        var claims = Claims();
        claims["aud"] = "jim-api";
        var refusal = (await validator.ValidateAsync(_signer.Sign(claims), TestContext.Current.CancellationToken)).Refusal;
        Assert.Equal("JIM_TOKEN_KIND", refusal?.Code);
    }

    private ValueTask<(LogoutToken? Token, string? Fault)> ReadAsync(string token) =>
        _reader.ReadAsync(token, TestContext.Current.CancellationToken);

    private JsonObject Claims()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer, ["aud"] = "jim-app", ["iat"] = now, ["exp"] = now + 120, ["jti"] = "j1", ["sub"] = "ada", ["sid"] = "s1",
            ["typ"] = "Logout", ["events"] = new JsonObject { [LogoutTokenReader.LogoutEvent] = new JsonObject() },
        };
    }

    private JsonObject Vary(string how)
    {
        var claims = Claims();
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        JsonObject Said(JsonNode? value) => new() { [LogoutTokenReader.LogoutEvent] = value };
        (string Name, JsonNode? Value)[] changes = how switch
        {
            "iss of another" => [("iss", "https://id.example/realms/other")],
            "iss with a slash" => [("iss", Issuer + "/")],
            "aud of another" => [("aud", "other-app")],
            "aud an empty list" => [("aud", new JsonArray())],
            "aud a number" => [("aud", 7)],
            "aud is a list" => [("aud", new JsonArray("other", "jim-graphiql"))],
            "aud is the audience of access tokens" => [("aud", "jim-api")],
            "iat a text" => [("iat", $"{now}")],
            "iat a little ahead" => [("iat", now + 20)],
            "iat in a minute" => [("iat", now + 60)],
            "iat an hour ago" => [("iat", now - 3600)],
            "exp a minute ago" => [("exp", now - 60)],
            "exp a text" => [("exp", "never")],
            "jti empty" => [("jti", string.Empty)],
            "jti a number" => [("jti", 7)],
            "jti of a thousand characters" => [("jti", new string('j', 1000))],
            "events a text" => [("events", LogoutTokenReader.LogoutEvent)],
            "events a list" => [("events", new JsonArray(LogoutTokenReader.LogoutEvent))],
            "events without the event" => [("events", new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() })],
            "another event beside it" => [("events", new JsonObject
            {
                ["revoke_offline_access"] = true, [LogoutTokenReader.LogoutEvent] = new JsonObject(),
            })],
            "the event has members" => [("events", Said(new JsonObject { ["reason"] = "idle" }))],
            "the event null" => [("events", Said(null))],
            "the event true" => [("events", Said(true))],
            "the event a text" => [("events", Said("{}"))],
            "with a nonce" => [("nonce", "n1")],
            "with a nonce of null" => [("nonce", null)],
            "sub empty" => [("sub", string.Empty)],
            "sub a number" => [("sub", 7)],
            "sub with NUL" => [("sub", "a\0b")],
            "sid empty" => [("sid", string.Empty)],
            "sid null" => [("sid", null)],
            "typ Bearer" => [("typ", "Bearer")],
            "typ ID" => [("typ", "ID")],
            "typ Refresh" => [("typ", "Refresh")],
            "an access token" => [("events", null), ("typ", "Bearer"), ("aud", "jim-api"), ("azp", "jim-app")],
            "an ID token" => [("typ", "ID"), ("nonce", "n1"), ("auth_time", now)],
            _ => [],
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        string[] gone = how switch
        {
            "sub alone" => ["sid"],
            "sid alone" => ["sub"],
            "neither sub nor sid" => ["sub", "sid"],
            "an access token" => ["events"],
            "an ID token" => ["events"],
            _ when how.StartsWith("without ", StringComparison.Ordinal) => [how["without ".Length..]],
            _ => [],
        };
        Assert.True(changes.Length + gone.Length > 0, how);
        foreach (var name in gone)
        {
            claims.Remove(name);
        }

        return claims;
    }

    private static string Encode(JsonObject part) => Base64UrlEncoder.Encode(part.ToJsonString());
}
