using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

/// <summary>A realm of its own in the real Keycloak, whose signing key is rotated and then withdrawn.</summary>
public sealed class KeycloakRotationTests : IAsyncLifetime
{
    private KeycloakRealm _realm = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _realm = await KeycloakRealm.CreateAsync();

    public ValueTask DisposeAsync() => _realm.DisposeAsync();

    [Fact]
    public async Task A_rotated_key_is_accepted_at_once_and_a_withdrawn_one_refused_when_the_keys_are_read_again()
    {
        using var issuer = new IssuerUnderTest(_realm.Issuer);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var validator = issuer.Validator(timeProvider: time);
        var before = (string)(await issuer.Password("alice"))["access_token"]!;
        Assert.NotNull((await validator.ValidateAsync(before, Stop)).Caller);

        var old = await SigningKeyComponent();
        await AddKey();
        time.Advance(TimeSpan.FromSeconds(11));
        var after = (string)(await issuer.Password("alice"))["access_token"]!;
        Assert.NotEqual(before.Split('.')[0], after.Split('.')[0]);
        Assert.NotNull((await validator.ValidateAsync(after, Stop)).Caller);
        Assert.NotNull((await validator.ValidateAsync(before, Stop)).Caller);

        await _realm.DeleteAsync($"/components/{old}");
        time.Advance(TimeSpan.FromSeconds(11));
        var unknown = $"{JsonHeader("nothing")}.e30.AAAA";
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await validator.ValidateAsync(unknown, Stop)).Refusal?.Code);
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await validator.ValidateAsync(before, Stop)).Refusal?.Code);
        Assert.NotNull((await validator.ValidateAsync(after, Stop)).Caller);
    }

    [Fact]
    public async Task A_token_of_another_realm_is_refused()
    {
        using var other = new IssuerUnderTest(_realm.Issuer);
        using var jim = new IssuerUnderTest(TestServices.Issuer);
        var token = (string)(await other.Password("alice"))["access_token"]!;
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await jim.Validator().ValidateAsync(token, Stop)).Refusal?.Code);
    }

    private static string JsonHeader(string kid) =>
        Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = kid }.ToJsonString());

    private async Task<string> SigningKeyComponent()
    {
        var keys = (await _realm.GetAsync("/keys"))!;
        var active = (string)keys["active"]!["RS256"]!;
        return (string)keys["keys"]!.AsArray().Single(k => (string?)k!["kid"] == active)!["providerId"]!;
    }

    private async Task AddKey() => await _realm.PostAsync("/components", new JsonObject
    {
        ["name"] = "rotated", ["providerId"] = "rsa-generated", ["providerType"] = "org.keycloak.keys.KeyProvider",
        ["parentId"] = (string?)(await _realm.GetAsync())!["id"],
        ["config"] = new JsonObject { ["priority"] = new JsonArray("200"), ["algorithm"] = new JsonArray("RS256") },
    });
}
