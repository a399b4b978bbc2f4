using System.Net;
using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

/// <summary>What only the development issuer has: minted tokens, a key in a file, and a clock that tests can move.</summary>
public sealed class DevelopmentIssuerTests : IDisposable
{
    private const string Address = "http://127.0.0.1:8080/realms/jim";

    private readonly string _folder = Directory.CreateTempSubdirectory("jim-issuer-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(_folder, "keys", "issuer.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("alice", "11111111-1111-4111-8111-111111111111", "jim-app")]
    [InlineData("jim-service", "44444444-4444-4444-8444-444444444444", "jim-service")]
    public async Task Mints_tokens_for_users_and_service_accounts_that_last_the_working_day(string name, string id, string client)
    {
        var issuer = Make();
        var caller = (await Validator(issuer).ValidateAsync(issuer.MintFor(name), Stop)).Caller!;
        Assert.Equal((id, client), (caller.Subject, caller.Client));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromHours(12), caller.ExpiresAt);
    }

    [Theory]
    [InlineData("mallory")]
    [InlineData("jim-app")]
    [InlineData("service-account-jim-service")]
    public void Says_whom_it_knows_when_asked_for_someone_else(string name)
    {
        var unknown = Assert.Throws<ArgumentException>(() => Make().MintFor(name));
        Assert.Contains("it knows alice, bob, carol, jim-service", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_outlive_a_restart_by_the_key_file_which_only_the_owner_reads()
    {
        var token = Make().MintFor("bob");
        Assert.NotNull((await Validator(Make()).ValidateAsync(token, Stop)).Caller);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(KeyFile).UnixFileMode);

        File.Delete(KeyFile);
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", (await Validator(Make()).ValidateAsync(token, Stop)).Refusal?.Code);
    }

    [Fact]
    public async Task Several_that_start_at_once_share_one_key()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Make().Key.KeyId, Stop)));
        Assert.Single(ids.Distinct());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
    }

    [Fact]
    public async Task A_code_expires_after_a_minute()
    {
        var issuer = Make();
        var (first, second) = (await LoginAsync(issuer), await LoginAsync(issuer));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await issuer.GrantAsync(first, null)).Status);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(400, (await issuer.GrantAsync(second, null)).Status);
    }

    [Fact]
    public async Task A_flood_of_logins_is_in_nobody_elses_way()
    {
        var issuer = Make();
        var own = await LoginAsync(issuer, "bob", IPAddress.Parse("192.0.2.7"));
        var first = await LoginAsync(issuer, "alice", IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < 3_000; i++)
        {
            await LoginAsync(issuer, "alice", new IPAddress([198, 51, (byte)(i >> 8), (byte)i]));
        }

        Assert.Equal(200, (await issuer.GrantAsync(await LoginAsync(issuer, "bob", IPAddress.Parse("192.0.2.8")), null)).Status);
        Assert.Equal(200, (await issuer.GrantAsync(await LoginAsync(issuer, "alice", IPAddress.Parse("192.0.2.9")), null)).Status);
        Assert.Equal(200, (await issuer.GrantAsync(own, null)).Status);
        Assert.Equal(400, (await issuer.GrantAsync(first, null)).Status); // dropped, as the oldest of whoever has most
    }

    [Fact]
    public async Task Logins_of_one_user_from_one_network_are_bounded_apart_from_others()
    {
        var issuer = Make();
        var (here, elsewhere) = (IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1"));
        var own = await LoginAsync(issuer, "alice", elsewhere);
        var first = await LoginAsync(issuer, "alice", here);
        for (var i = 0; i < 20; i++)
        {
            await LoginAsync(issuer, "alice", IPAddress.Parse($"2001:db8::{i:x}"));
        }

        Assert.Equal(400, (await issuer.GrantAsync(first, null)).Status);
        Assert.Equal(200, (await issuer.GrantAsync(own, null)).Status);
    }

    /// <summary>OpenID Connect Core 1.0, section 12.2; client libraries refuse a refreshed ID token that tells another time.</summary>
    [Fact]
    public async Task A_refreshed_ID_token_tells_when_its_user_signed_in()
    {
        var issuer = Make();
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = "alice", ["password"] = "alice", ["scope"] = "openid",
        };
        var first = JsonNode.Parse((await issuer.GrantAsync(form, null)).Body)!;
        var signedIn = _time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(signedIn, ReadSignedInAt(first));
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(4));
            form = new()
            {
                ["grant_type"] = "refresh_token", ["client_id"] = "jim-app", ["refresh_token"] = (string)first["refresh_token"]!,
            };
            first = JsonNode.Parse((await issuer.GrantAsync(form, null)).Body)!;
            Assert.Equal(signedIn, ReadSignedInAt(first));
        }
    }

    [Fact]
    public async Task A_refresh_token_expires_with_the_session_and_belongs_to_its_client()
    {
        var issuer = Make();
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = "alice", ["password"] = "alice",
        };
        var token = (string)JsonNode.Parse((await issuer.GrantAsync(form, null)).Body)!["refresh_token"]!;
        var refresh = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["client_id"] = "jim-app", ["refresh_token"] = token,
        };
        Assert.Equal(200, (await issuer.GrantAsync(refresh, null)).Status);
        Assert.Equal(
            400, (await issuer.GrantAsync(new Dictionary<string, string>(refresh) { ["client_id"] = "jim-graphiql" }, null)).Status);
        var access = new Dictionary<string, string>(refresh) { ["refresh_token"] = issuer.MintFor("alice") };
        Assert.Equal(400, (await issuer.GrantAsync(access, null)).Status);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(400, (await issuer.GrantAsync(refresh, null)).Status);
    }

    [Fact]
    public void The_page_escapes_what_the_request_says()
    {
        var query = LoginForm(IssuerUnderTest.Pkce().Challenge);
        query["state"] = "\"><script>alert(1)</script>";
        var page = Make().ShowLogin(query);
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("<script", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_own_pages_may_log_in_at_whatever_address_it_has()
    {
        var issuer = Make("http://192.168.1.20:8080/realms/jim");
        var query = LoginForm(IssuerUnderTest.Pkce().Challenge);
        query["client_id"] = "jim-graphiql";
        query["redirect_uri"] = "http://192.168.1.20:8080/graphql";
        Assert.Equal(200, issuer.ShowLogin(query).Status);
        query["redirect_uri"] = "http://192.168.1.21:8080/graphql";
        Assert.Equal(400, issuer.ShowLogin(query).Status);
    }

    [Fact]
    public async Task A_browser_that_logs_out_comes_back_to_an_allowed_address_only()
    {
        var query = new Dictionary<string, string>
        {
            ["client_id"] = "jim-app", ["post_logout_redirect_uri"] = "jim://bye", ["state"] = "s",
        };
        Assert.Equal("jim://bye?state=s", (await Make().ShowLogoutAsync(query)).Location);
        query["post_logout_redirect_uri"] = "https://evil.example/";
        Assert.Equal(400, (await Make().ShowLogoutAsync(query)).Status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{ "realm": "jim", "users": [ { "username": "ann", "enabled": true } ] }""")]
    [InlineData("""{ "realm": "jim", "clients": [ { "clientId": "c", "enabled": true } ] }""")]
    [InlineData("""{ "realm": "other" }""")]
    public void A_realm_file_that_cannot_be_used_is_named(string json)
    {
        var file = Path.Combine(_folder, "realm.json");
        File.WriteAllText(file, json);
        var unusable = Assert.Throws<InvalidDataException>(
            () => new DevelopmentIssuer(new DevelopmentIssuerOptions(Address, file, KeyFile), _time));
        Assert.Contains(file, unusable.Message, StringComparison.Ordinal);
    }

    private DevelopmentIssuer Make(string address = Address) =>
        new(new DevelopmentIssuerOptions(address, Repository.PathOf("keycloak-realm/jim-realm.json"), KeyFile), _time);

    private static long ReadSignedInAt(JsonNode answer) =>
        (long)JsonNode.Parse(Base64UrlEncoder.Decode(((string)answer["id_token"]!).Split('.')[1]))!["auth_time"]!;

    private TokenValidator Validator(DevelopmentIssuer issuer) => new(new IdentityOptions(Address), new IssuerKeySource(issuer), _time);

    private static Dictionary<string, string> LoginForm(string challenge) => new()
    {
        ["client_id"] = "jim-app", ["response_type"] = "code", ["redirect_uri"] = "jim://auth", ["code_challenge"] = challenge,
        ["code_challenge_method"] = "S256",
        ["username"] = "alice", ["password"] = "alice",
    };

    /// <summary>Logs in; answers the form that exchanges the code.</summary>
    private static async Task<Dictionary<string, string>> LoginAsync(
        DevelopmentIssuer issuer, string user = "alice", IPAddress? address = null)
    {
        var (verifier, challenge) = IssuerUnderTest.Pkce();
        var form = new Dictionary<string, string>(LoginForm(challenge)) { ["username"] = user, ["password"] = user };
        var back = await issuer.SubmitLoginAsync(form, address, Stop);
        Assert.Equal(302, back.Status);
        return new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "jim-app", ["redirect_uri"] = "jim://auth", ["code_verifier"] = verifier,
            ["code"] = IssuerUnderTest.QueryOf(new Uri(back.Location!), "code"),
        };
    }
}
