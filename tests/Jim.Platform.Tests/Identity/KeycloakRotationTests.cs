using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

/// <summary>A realm of its own in the real Keycloak, whose signing key is rotated and then withdrawn.</summary>
public sealed class KeycloakRotationTests : IAsyncLifetime
{
    private readonly string _realm = $"rotation-{Guid.NewGuid():N}";
    private readonly HttpClient _admin = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Realm => $"{TestServices.Keycloak}/admin/realms/{_realm}";

    public async ValueTask InitializeAsync()
    {
        using var answer = await _admin.PostAsync(
            new Uri($"{TestServices.Keycloak}/realms/master/protocol/openid-connect/token"),
            IssuerUnderTest.Form([("grant_type", "password"), ("client_id", "admin-cli"), ("username", "admin"), ("password", "admin")]),
            Stop);
        var token = await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
        _admin.DefaultRequestHeaders.Authorization = new("Bearer", (string?)token!["access_token"]);

        var realm = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("keycloak-realm/jim-realm.json"), Stop))!;
        realm["realm"] = _realm;
        foreach (var user in realm["users"]!.AsArray())
        {
            user!.AsObject().Remove("id"); // ids are unique in the whole server
        }

        using var made = await _admin.PostAsJsonAsync($"{TestServices.Keycloak}/admin/realms", realm, Stop);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Stop));
    }

    public async ValueTask DisposeAsync()
    {
        using var deleted = await _admin.DeleteAsync(new Uri(Realm), CancellationToken.None);
        _admin.Dispose();
    }

    [Fact]
    public async Task A_rotated_key_is_accepted_at_once_and_a_withdrawn_one_refused_when_the_keys_are_read_again()
    {
        using var issuer = new IssuerUnderTest($"{TestServices.Keycloak}/realms/{_realm}");
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

        using var deleted = await _admin.DeleteAsync(new Uri($"{Realm}/components/{old}"), Stop);
        deleted.EnsureSuccessStatusCode();
        time.Advance(TimeSpan.FromSeconds(11));
        var unknown = $"{JsonHeader("nothing")}.e30.AAAA";
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await validator.ValidateAsync(unknown, Stop)).Refusal?.Code);
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await validator.ValidateAsync(before, Stop)).Refusal?.Code);
        Assert.NotNull((await validator.ValidateAsync(after, Stop)).Caller);
    }

    [Fact]
    public async Task A_token_of_another_realm_is_refused()
    {
        using var other = new IssuerUnderTest($"{TestServices.Keycloak}/realms/{_realm}");
        using var jim = new IssuerUnderTest(TestServices.Issuer);
        var token = (string)(await other.Password("alice"))["access_token"]!;
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await jim.Validator().ValidateAsync(token, Stop)).Refusal?.Code);
    }

    private static string JsonHeader(string kid) =>
        Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = kid }.ToJsonString());

    private async Task<string> SigningKeyComponent()
    {
        var keys = (await _admin.GetFromJsonAsync<JsonObject>($"{Realm}/keys", Stop))!;
        var active = (string)keys["active"]!["RS256"]!;
        return (string)keys["keys"]!.AsArray().Single(k => (string?)k!["kid"] == active)!["providerId"]!;
    }

    private async Task AddKey()
    {
        var realm = await _admin.GetFromJsonAsync<JsonObject>(Realm, Stop);
        using var added = await _admin.PostAsJsonAsync(
            $"{Realm}/components",
            new JsonObject
            {
                ["name"] = "rotated", ["providerId"] = "rsa-generated", ["providerType"] = "org.keycloak.keys.KeyProvider",
                ["parentId"] = (string?)realm!["id"],
                ["config"] = new JsonObject { ["priority"] = new JsonArray("200"), ["algorithm"] = new JsonArray("RS256") },
            },
            Stop);
        added.EnsureSuccessStatusCode();
    }
}
