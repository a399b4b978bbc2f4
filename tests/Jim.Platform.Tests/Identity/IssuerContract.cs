using System.Net;
using System.Security.Cryptography;
using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

/// <summary>What apps and Jim rely on from an issuer with the realm file; run on Keycloak and on the development issuer.</summary>
public abstract class IssuerContract : IDisposable
{
    private const string Redirect = "http://localhost:8081/callback";

    private IssuerUnderTest? _issuer;

    protected abstract string Address { get; }

    private IssuerUnderTest Issuer => _issuer ??= new IssuerUnderTest(Address);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _issuer?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("alice", "11111111-1111-4111-8111-111111111111", "jim_user", "Alice Arden", "")]
    [InlineData("bob", "22222222-2222-4222-8222-222222222222", "jim_user", "Bob Brook", "")]
    [InlineData("carol", "33333333-3333-4333-8333-333333333333", "jim_admin", "Carol Castle", "jim-admin")]
    public async Task A_password_gives_the_user_with_the_fixed_id(string name, string id, string role, string fullName, string roles)
    {
        var answer = await Issuer.Password(name);
        Assert.Equal("Bearer", (string?)answer["token_type"]);
        Assert.InRange((int)answer["expires_in"]!, 298, 300); // Keycloak counts from the second in which it began to answer

        var caller = await Accepted(answer);
        Assert.Equal(
            (role, id, fullName, $"{name}@example.com", "jim-app"), (caller.Role, caller.Subject, caller.Name, caller.Email,
                caller.Client));
        Assert.Equal(roles, string.Join(',', caller.Roles));
        Assert.InRange(caller.ExpiresAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(301));
    }

    [Fact]
    public async Task Client_credentials_give_the_service_account_without_a_refresh_token()
    {
        var answer = await Issuer.Service();
        Assert.False(answer.ContainsKey("refresh_token"));

        var caller = await Accepted(answer);
        Assert.Equal(
            ("jim_service", "44444444-4444-4444-8444-444444444444", "service-account-jim-service", "jim-service"),
            (caller.Role, caller.Subject, caller.Name, caller.Client));
        Assert.Equal(["jim-service"], caller.Roles);

        var posted = await Issuer.Granted(
            [("grant_type", "client_credentials"), ("client_id", "jim-service"), ("client_secret", "jim-service")]);
        Assert.Equal(caller.Subject, (await Accepted(posted)).Subject);
    }

    [Fact]
    public async Task A_refresh_token_gives_a_new_access_token_until_the_session_is_logged_out()
    {
        var first = await Issuer.Password("bob");
        var second = await Issuer.Granted(Refresh(first));
        Assert.NotEqual((string?)first["access_token"], (string?)second["access_token"]);
        Assert.Equal("22222222-2222-4222-8222-222222222222", (await Accepted(second)).Subject);
        Assert.True(second.ContainsKey("id_token"));

        using var logout = await Issuer.Http.PostAsync(
            new Uri(Issuer.Endpoint("logout")),
            IssuerUnderTest.Form([("client_id", "jim-app"), ("refresh_token", (string)second["refresh_token"]!)]), Stop);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.StartsWith("400 invalid_grant", await Issuer.Refused(Refresh(second)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_logs_out_with_its_ID_token_comes_back_and_has_no_session_any_more()
    {
        var (verifier, challenge) = IssuerUnderTest.Pkce();
        var back = await Issuer.LogIn("bob", "bob", challenge, Redirect);
        var answer = await Issuer.Granted(Exchange(IssuerUnderTest.QueryOf(back, "code"), verifier, Redirect));
        var query = $"post_logout_redirect_uri={Uri.EscapeDataString(Redirect)}&id_token_hint={(string)answer["id_token"]!}";
        using var logout = await Issuer.Http.GetAsync(new Uri($"{Issuer.Endpoint("logout")}?{query}"), Stop);
        Assert.Equal(HttpStatusCode.Redirect, logout.StatusCode);
        Assert.Equal(Redirect, logout.Headers.Location!.OriginalString);
        Assert.StartsWith("400 invalid_grant", await Issuer.Refused(Refresh(answer)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8081/callback")]
    [InlineData("http://127.0.0.1:19006/")]
    [InlineData("exp://192.168.1.7:8081/--/auth?x=1")]
    [InlineData("jim://auth")]
    public async Task A_login_by_code_and_PKCE_gives_tokens_once(string redirect)
    {
        var (verifier, challenge) = IssuerUnderTest.Pkce();
        var back = await Issuer.LogIn("alice", "alice", challenge, redirect);
        Assert.StartsWith(redirect, back.OriginalString, StringComparison.Ordinal);
        Assert.Equal("st&te", IssuerUnderTest.QueryOf(back, "state"));
        Assert.Equal(Issuer.Issuer, IssuerUnderTest.QueryOf(back, "iss"));

        var exchange = Exchange(IssuerUnderTest.QueryOf(back, "code"), verifier, redirect);
        var answer = await Issuer.Granted(exchange);
        Assert.Equal("11111111-1111-4111-8111-111111111111", (await Accepted(answer)).Subject);
        Assert.Equal("n1", (string?)Payload((string)answer["id_token"]!)["nonce"]);

        Assert.StartsWith("400 invalid_grant", await Issuer.Refused(exchange), StringComparison.Ordinal);
        // a code that came twice ends its session
        Assert.StartsWith("400 invalid_grant", await Issuer.Refused(Refresh(answer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier_or_at_another_address()
    {
        var (_, challenge) = IssuerUnderTest.Pkce();
        var (other, _) = IssuerUnderTest.Pkce();
        var code = IssuerUnderTest.QueryOf(await Issuer.LogIn("alice", "alice", challenge, Redirect), "code");
        Assert.StartsWith(
            "400 invalid_grant: PKCE verification failed", await Issuer.Refused(Exchange(code, other, Redirect)), StringComparison.Ordinal);

        (var verifier, challenge) = IssuerUnderTest.Pkce();
        code = IssuerUnderTest.QueryOf(await Issuer.LogIn("alice", "alice", challenge, Redirect), "code");
        Assert.Equal(
            "400 invalid_grant: Incorrect redirect_uri", await Issuer.Refused(Exchange(code, verifier, "http://localhost:8082/callback")));
    }

    [Fact]
    public async Task A_wrong_password_shows_the_form_again()
    {
        var (_, challenge) = IssuerUnderTest.Pkce();
        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => Issuer.LogIn("alice", "bob", challenge, Redirect));
        Assert.StartsWith("200 ", again.Message, StringComparison.Ordinal);
        Assert.Contains("Invalid username or password.", again.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8081@evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("http://localhost.evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task A_login_never_sends_a_person_to_a_foreign_address(string redirect)
    {
        using var page = await Issuer.Http.GetAsync(new Uri(Issuer.AuthorizeUrl(IssuerUnderTest.Pkce().Challenge, redirect)), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("Invalid parameter: redirect_uri", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_without_PKCE_is_refused()
    {
        var url = $"{Issuer.Endpoint("auth")}?client_id=jim-app&response_type=code&state=s&redirect_uri={Uri.EscapeDataString(Redirect)}";
        using var bare = await Issuer.Http.GetAsync(new Uri(url), Stop);
        Assert.Equal(HttpStatusCode.Redirect, bare.StatusCode);
        Assert.Equal("invalid_request", IssuerUnderTest.QueryOf(bare.Headers.Location!, "error"));
        Assert.Equal("s", IssuerUnderTest.QueryOf(bare.Headers.Location!, "state"));

        using var plain = await Issuer.Http.GetAsync(new Uri($"{url}&code_challenge=abc&code_challenge_method=plain"), Stop);
        Assert.Equal("invalid_request", IssuerUnderTest.QueryOf(plain.Headers.Location!, "error"));
    }

    [Fact]
    public async Task Refusals_of_the_token_endpoint_have_the_same_status_and_code()
    {
        Assert.Equal(
            "401 invalid_grant: Invalid user credentials",
            await Issuer.Refused(By("password", "jim-app", ("username", "alice"), ("password", "x"))));
        Assert.Equal(
            "401 invalid_grant: Invalid user credentials",
            await Issuer.Refused(By("password", "jim-app", ("username", "nobody"), ("password", "x"))));
        Assert.StartsWith("401 invalid_request", await Issuer.Refused(By("password", "jim-app")), StringComparison.Ordinal);
        Assert.StartsWith("401 invalid_client", await Issuer.Refused(By("password", "nobody")), StringComparison.Ordinal);
        Assert.StartsWith(
            "401 unauthorized_client", await Issuer.Refused([("grant_type", "client_credentials")], ("jim-service", "wrong")),
            StringComparison.Ordinal);
        Assert.StartsWith("401 unauthorized_client", await Issuer.Refused(By("client_credentials", "jim-app")), StringComparison.Ordinal);
        Assert.StartsWith(
            "400 unauthorized_client", await Issuer.Refused(By("password", "jim-graphiql", ("username", "alice"), ("password", "alice"))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "400 invalid_grant", await Issuer.Refused(By("refresh_token", "jim-app", ("refresh_token", "x"))), StringComparison.Ordinal);
        Assert.StartsWith(
            "400 invalid_grant", await Issuer.Refused(By("authorization_code", "jim-app", ("code", "x"))), StringComparison.Ordinal);
        Assert.StartsWith("400 unsupported_grant_type", await Issuer.Refused(By("magic", "jim-app")), StringComparison.Ordinal);
        Assert.StartsWith("400 invalid_request", await Issuer.Refused([("client_id", "jim-app")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_names_the_endpoints_and_the_keys()
    {
        var discovery = await Issuer.Get($"{Issuer.Issuer}/.well-known/openid-configuration");
        Assert.Equal(Issuer.Issuer, (string?)discovery["issuer"]);
        foreach (var (member, name) in new[]
        {
            ("authorization_endpoint", "auth"), ("token_endpoint", "token"), ("userinfo_endpoint", "userinfo"),
            ("end_session_endpoint", "logout"), ("jwks_uri", "certs"),
        })
        {
            Assert.Equal(Issuer.Endpoint(name), (string?)discovery[member]);
        }

        var keys = (await Issuer.Get(Issuer.Endpoint("certs")))["keys"]!.AsArray();
        Assert.Contains(keys, k => (string?)k!["use"] == "sig" && (string?)k["alg"] == "RS256" && k["d"] is null);
    }

    [Fact]
    public async Task Userinfo_tells_whose_token_it_is()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Issuer.Endpoint("userinfo"));
        request.Headers.Authorization = new("Bearer", (string?)(await Issuer.Password("bob"))["access_token"]);
        using var response = await Issuer.Http.SendAsync(request, Stop);
        var claims = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(("22222222-2222-4222-8222-222222222222", "Bob Brook"), ((string?)claims["sub"], (string?)claims["name"]));

        using var bare = await Issuer.Http.GetAsync(new Uri(Issuer.Endpoint("userinfo")), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
    }

    [Fact]
    public async Task Only_access_tokens_are_accepted()
    {
        var answer = await Issuer.Password("alice");
        Assert.Equal("JIM_TOKEN_KIND", await Code((string)answer["id_token"]!));
        // Keycloak signs it by HS512
        Assert.Contains(await Code((string)answer["refresh_token"]!), (string[])["JIM_TOKEN_KIND", "JIM_TOKEN_ALGORITHM"]);
    }

    [Fact]
    public async Task Expired_tokens_are_refused_after_half_a_minute_of_grace()
    {
        var token = (string)(await Issuer.Password("alice"))["access_token"]!;
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds((long)Payload(token)["exp"]!));
        var validator = Issuer.Validator(timeProvider: time);
        time.Advance(TimeSpan.FromSeconds(25));
        Assert.NotNull((await validator.ValidateAsync(token, Stop)).Caller);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("JIM_TOKEN_EXPIRED", (await validator.ValidateAsync(token, Stop)).Refusal?.Code);
    }

    [Fact]
    public async Task Tokens_for_another_audience_or_of_another_issuer_are_refused()
    {
        var token = (string)(await Issuer.Password("alice"))["access_token"]!;
        Assert.Equal("JIM_TOKEN_AUDIENCE", await Code(token, Issuer.Validator(Issuer.Options with { Audience = "other-api" })));

        var elsewhere = new TokenValidator(
            Issuer.Options with { Issuer = $"{Issuer.Issuer}-other" }, Issuer.Keys(TimeProvider.System), TimeProvider.System);
        Assert.Equal("JIM_TOKEN_ISSUER", await Code(token, elsewhere));
    }

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        var token = (string)(await Issuer.Password("alice"))["access_token"]!;
        var parts = token.Split('.');
        var admin = Payload(token);
        admin["realm_access"] = new JsonObject { ["roles"] = new JsonArray("jim-admin") };
        Assert.Equal("JIM_TOKEN_SIGNATURE", await Code($"{parts[0]}.{Encode(admin)}.{parts[2]}"));
        Assert.Equal("JIM_TOKEN_SIGNATURE", await Code($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}"));

        var header = JsonNode.Parse(Base64UrlEncoder.Decode(parts[0]))!.AsObject();
        foreach (var none in new[] { "none", "None", "nOnE", "" })
        {
            header["alg"] = none;
            Assert.Equal("JIM_TOKEN_MALFORMED", await Code($"{Encode(header)}.{parts[1]}."));
            Assert.Equal("JIM_TOKEN_ALGORITHM", await Code($"{Encode(header)}.{parts[1]}.AAAA"));
        }

        header["alg"] = "HS256";
        var signed = $"{Encode(header)}.{Encode(admin)}";
        foreach (var publicKey in await PublicKeyBytes())
        {
            var signature = Base64UrlEncoder.Encode(HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(signed)));
            Assert.Equal("JIM_TOKEN_ALGORITHM", await Code($"{signed}.{signature}"));
        }
    }

    /// <summary>The forms in which a careless verifier may take the public key for a shared secret.</summary>
    private async Task<byte[][]> PublicKeyBytes()
    {
        var jwk = (await Issuer.Get(Issuer.Endpoint("certs")))["keys"]!.AsArray().Single(k => (string?)k!["use"] == "sig")!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64UrlEncoder.DecodeBytes((string)jwk["n"]!), Exponent = Base64UrlEncoder.DecodeBytes((string)jwk["e"]!),
        });
        return [
            rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Base64UrlEncoder.DecodeBytes((string)jwk["n"]!)
        ];
    }

    private async Task<Jim.Postgres.Rights.Caller> Accepted(JsonObject answer)
    {
        var result = await Issuer.Validator().ValidateAsync((string)answer["access_token"]!, Stop);
        Assert.True(result.Caller is not null, result.Refusal?.Code);
        return result.Caller;
    }

    private async Task<string?> Code(string token, TokenValidator? validator = null)
    {
        var result = await (validator ?? Issuer.Validator()).ValidateAsync(token, Stop);
        Assert.Null(result.Caller);
        Assert.Equal(ResponseOutcome.Unauthorized, result.Refusal!.Reason.Outcome);
        return result.Refusal.Code;
    }

    private static (string, string)[] By(string grant, string client, params (string, string)[] more) =>
        [("grant_type", grant), ("client_id", client), .. more];

    private static (string, string)[] Refresh(JsonObject answer) =>
        By("refresh_token", "jim-app", ("refresh_token", (string)answer["refresh_token"]!));

    private static (string, string)[] Exchange(string code, string verifier, string redirect) =>
        By("authorization_code", "jim-app", ("code", code), ("code_verifier", verifier), ("redirect_uri", redirect));

    private static JsonObject Payload(string token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!.AsObject();

    private static string Encode(JsonObject json) => Base64UrlEncoder.Encode(json.ToJsonString());
}
