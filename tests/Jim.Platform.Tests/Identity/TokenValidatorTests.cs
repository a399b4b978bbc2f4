using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

public sealed class TokenValidatorTests : IDisposable
{
    private const string Issuer = "https://id.example/realms/jim";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestSigner _signer = TestSigner.Rsa("first");
    private readonly PublishedKeys _published;
    private readonly TokenValidator _validator;

    public TokenValidatorTests()
    {
        _published = new PublishedKeys(Issuer, _signer);
        _validator = Validator(new IdentityOptions(Issuer));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _published.Dispose();

    [Fact]
    public async Task No_token_is_the_anonymous_caller()
    {
        Assert.Equal("jim_anonymous", (await _validator.ValidateAsync(null, Stop)).Caller?.Role);
        Assert.Equal("jim_anonymous", (await _validator.ValidateHeaderAsync(null, Stop)).Caller?.Role);
        Assert.Equal(0, _published.Reads);
    }

    [Fact]
    public async Task The_header_must_be_a_bearer_token()
    {
        Assert.NotNull((await _validator.ValidateHeaderAsync($"bearer {_signer.Sign(Claims())}", Stop)).Caller);
        Assert.Equal("JIM_TOKEN_MALFORMED", (await _validator.ValidateHeaderAsync("Basic YTpi", Stop)).Refusal?.Code);
        var refusal = (await _validator.ValidateHeaderAsync("Bearer ", Stop)).Refusal;
        Assert.Equal("JIM_TOKEN_MALFORMED", refusal?.Code);
        Assert.Equal(
            "Bearer realm=\"jim\", error=\"invalid_token\", error_description=\"The token is not a signed JWT of three parts.\"",
            refusal?.Challenge);
    }

    [Theory]
    [InlineData(253_402_300_799)] // the last second of the year 9999, to which no leeway can be added
    [InlineData(253_402_300_799.5)]
    [InlineData(253_402_300_770)]
    public async Task A_token_of_the_far_future_is_valid_until_the_year_9999(double seconds)
    {
        var caller = (await _validator.ValidateAsync(_signer.Sign(Claims(("exp", JsonValue.Create(seconds)))), Stop)).Caller!;
        Assert.Equal(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), caller.ExpiresAt);
    }

    [Theory]
    [InlineData(253_402_300_799)]
    [InlineData(253_402_300_700)]
    public async Task A_token_that_begins_in_the_far_future_is_not_valid_yet(double seconds) =>
        Assert.Equal(
            "JIM_TOKEN_NOT_YET_VALID",
            (await _validator.ValidateAsync(_signer.Sign(Claims(("nbf", JsonValue.Create(seconds)))), Stop)).Refusal?.Code);

    [Fact]
    public async Task The_caller_holds_the_claims_and_the_clean_sorted_roles()
    {
        var claims = Claims();
        claims["realm_access"] = new JsonObject
        {
            ["roles"] = new JsonArray("writer", "a,jim-admin", "editor", "editor", 7, "no\nline", ""),
        };
        claims["name"] = "Ada\0 Byron";
        var caller = (await _validator.ValidateAsync(_signer.Sign(claims), Stop)).Caller!;
        Assert.Equal(
            ("jim_user", "ada", "Ada Byron", "ada@example.com",
                "jim-app"), (caller.Role, caller.Subject, caller.Name, caller.Email, caller.Client));
        Assert.Equal(["editor", "writer"], caller.Roles);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(5), caller.ExpiresAt);
    }

    [Fact]
    public async Task A_name_falls_back_to_the_user_name_and_the_realm_role_makes_an_admin()
    {
        var claims = Claims(
            ("name", null), ("preferred_username", "ada"), ("realm_access", new JsonObject { ["roles"] = new JsonArray("jim-admin") }));
        var caller = (await _validator.ValidateAsync(_signer.Sign(claims), Stop)).Caller!;
        Assert.Equal(("jim_admin", "ada"), (caller.Role, caller.Name));
    }

    [Theory]
    [InlineData("jim_service", "jim-service")]
    [InlineData("jim_admin", "jim-service", "jim-admin")]
    [InlineData("jim_user", "manager")]
    public async Task The_first_pair_whose_realm_role_the_token_has_chooses_the_database_role(string role, params string[] realmRoles)
    {
        var token = _signer.Sign(Claims(("realm_access", new JsonObject { ["roles"] = new JsonArray([.. realmRoles]) })));
        Assert.Equal(role, (await _validator.ValidateAsync(token, Stop)).Caller!.Role);
    }

    [Fact]
    public async Task A_team_can_let_realm_roles_choose_roles_of_its_own()
    {
        var validator = Validator(new IdentityOptions(Issuer)
        {
            Roles = RoleMap.Parse(["urn:team:manager:app_manager", "jim-admin:jim_admin"]),
        });
        var token = _signer.Sign(Claims(
            ("realm_access", new JsonObject { ["roles"] = new JsonArray("jim-admin", "urn:team:manager") })));
        Assert.Equal("app_manager", (await validator.ValidateAsync(token, Stop)).Caller!.Role);
        Assert.Equal("jim_anonymous", (await validator.ValidateAsync(null, Stop)).Caller!.Role);
    }

    [Theory]
    [InlineData("RS256", null)]
    [InlineData("RS384", null)]
    [InlineData("RS512", null)]
    [InlineData("PS256", null)]
    [InlineData("PS384", null)]
    [InlineData("PS512", null)]
    [InlineData("ES256", "P-256")]
    [InlineData("ES384", "P-384")]
    [InlineData("ES512", "P-521")]
    public async Task Every_allowed_algorithm_is_verified(string algorithm, string? curve)
    {
        var signer = curve is null ? TestSigner.Rsa("k", algorithm) : TestSigner.Ec("k", curve, algorithm);
        _published.Signers = [signer];
        var token = signer.Sign(Claims());
        Assert.Null((await _validator.ValidateAsync(token, Stop)).Refusal);

        var parts = token.Split('.');
        var forged = Base64UrlEncoder.Encode(Claims(("sub", "eve")).ToJsonString());
        Assert.Equal("JIM_TOKEN_SIGNATURE", await Code($"{parts[0]}.{forged}.{parts[2]}"));
    }

    [Fact]
    public async Task A_key_is_used_only_for_the_algorithm_it_is_published_for()
    {
        _signer.Jwk["alg"] = "RS512";
        Assert.Equal("JIM_TOKEN_ALGORITHM", await Code(_signer.Sign(Claims())));
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("kty", "oct")]
    [InlineData("crv", "secp256k1")]
    public async Task Keys_that_cannot_sign_tokens_do_not_count(string member, string value)
    {
        var unfit = member == "crv" ? TestSigner.Ec("unfit", "P-256", "ES256") : TestSigner.Rsa("unfit");
        unfit.Jwk[member] = value;
        _published.Signers = [unfit, _signer];
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", await Code(unfit.Sign(Claims())));
    }

    [Fact]
    public async Task Short_RSA_keys_do_not_count()
    {
        var weak = TestSigner.Rsa("weak", bits: 1024);
        _published.Signers = [weak, _signer];
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", await Code(Unsigned("weak", Claims()))); // else it would be the signature
        Assert.Equal("JIM_TOKEN_SIGNATURE", await Code(Unsigned("first", Claims())));
    }

    [Fact]
    public async Task Another_key_under_a_known_id_does_not_sign()
    {
        Assert.Equal("JIM_TOKEN_SIGNATURE", await Code(TestSigner.Rsa("first").Sign(Claims())));
    }

    [Theory]
    [InlineData("sub", null, "JIM_TOKEN_SUBJECT")]
    [InlineData("sub", "", "JIM_TOKEN_SUBJECT")]
    [InlineData("iss", "https://id.example/realms/other", "JIM_TOKEN_ISSUER")]
    [InlineData("iss", "https://id.example/realms/jim/", "JIM_TOKEN_ISSUER")]
    [InlineData("iss", null, "JIM_TOKEN_ISSUER")]
    [InlineData("aud", "account", "JIM_TOKEN_AUDIENCE")]
    [InlineData("aud", null, "JIM_TOKEN_AUDIENCE")]
    [InlineData("typ", "ID", "JIM_TOKEN_KIND")]
    [InlineData("typ", "Refresh", "JIM_TOKEN_KIND")]
    [InlineData("typ", "Logout", "JIM_TOKEN_KIND")]
    [InlineData("typ", "Offline", "JIM_TOKEN_KIND")]
    public async Task What_a_token_says_must_fit(string claim, string? value, string code)
    {
        Assert.Equal(code, await Code(_signer.Sign(Claims((claim, value)))));
    }

    [Fact]
    public async Task Several_audiences_may_be_named()
    {
        Assert.NotNull((await _validator.ValidateAsync(_signer.Sign(Claims(("aud", new JsonArray("account", "jim-api")))), Stop)).Caller);
    }

    [Fact]
    public async Task Issuers_that_name_no_kind_are_told_from_ID_and_logout_tokens()
    {
        Assert.NotNull((await _validator.ValidateAsync(_signer.Sign(Claims(("typ", null)), ("typ", "at+jwt")), Stop)).Caller);
        Assert.Equal("JIM_TOKEN_KIND", await Code(_signer.Sign(Claims(("typ", null)), ("typ", "logout+jwt"))));
        Assert.Equal("JIM_TOKEN_KIND", await Code(_signer.Sign(Claims(("typ", null), ("nonce", "n")))));
        Assert.Equal("JIM_TOKEN_KIND", await Code(_signer.Sign(Claims(("typ", null), ("at_hash", "h")))));
        Assert.Equal("JIM_TOKEN_KIND", await Code(_signer.Sign(Claims(("events", new JsonObject())))));
    }

    [Theory]
    [InlineData(-25, null)]
    [InlineData(-40, "JIM_TOKEN_EXPIRED")]
    public async Task Expiry_has_thirty_seconds_of_leeway(int expiresIn, string? code)
    {
        Assert.Equal(code, (await _validator.ValidateAsync(_signer.Sign(Claims(("exp", Seconds(expiresIn)))), Stop)).Refusal?.Code);
    }

    [Theory]
    [InlineData(25, null)]
    [InlineData(40, "JIM_TOKEN_NOT_YET_VALID")]
    public async Task Not_before_has_thirty_seconds_of_leeway(int startsIn, string? code)
    {
        Assert.Equal(code, (await _validator.ValidateAsync(_signer.Sign(Claims(("nbf", Seconds(startsIn)))), Stop)).Refusal?.Code);
    }

    [Fact]
    public async Task A_token_without_a_sensible_expiry_is_refused()
    {
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code(_signer.Sign(Claims(("exp", null)))));
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code(_signer.Sign(Claims(("exp", "never")))));
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code(_signer.Sign(Claims(("exp", JsonValue.Create(1e30))))));
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code(_signer.Sign(Claims(("nbf", "soon")))));
    }

    [Theory]
    [InlineData("", "JIM_TOKEN_MALFORMED")]
    [InlineData("abc", "JIM_TOKEN_MALFORMED")]
    [InlineData("a.b", "JIM_TOKEN_MALFORMED")]
    [InlineData("a.b.c.d", "JIM_TOKEN_MALFORMED")]
    [InlineData("a.b.c.d.e", "JIM_TOKEN_ENCRYPTED")]
    [InlineData("!!.@@.##", "JIM_TOKEN_MALFORMED")]
    [InlineData("...", "JIM_TOKEN_MALFORMED")]
    [InlineData("bnVsbA.bnVsbA.AAAA", "JIM_TOKEN_MALFORMED")]
    public async Task What_is_no_signed_token_is_refused_unread(string token, string code)
    {
        Assert.Equal(code, await Code(token));
        Assert.Equal(0, _published.Reads);
    }

    [Fact]
    public async Task Deep_doubled_or_long_tokens_are_refused_before_the_library_sees_them()
    {
        var deep = $"{{\"alg\":\"RS256\",\"kid\":\"first\",\"x\":{new string('[', 2000)}{new string(']', 2000)}}}";
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code($"{Base64UrlEncoder.Encode(deep)}.e30.AAAA"));
        Assert.Equal(
            "JIM_TOKEN_MALFORMED",
            await Code($"{Base64UrlEncoder.Encode("{\"alg\":\"RS256\",\"kid\":\"first\",\"alg\":\"none\"}")}.e30.AAAA"));
        Assert.Equal("JIM_TOKEN_MALFORMED", await Code(_signer.Sign(Claims(), ("crit", new[] { "exp" }))));
        Assert.Equal("JIM_TOKEN_TOO_LONG", await Code(_signer.Sign(Claims(("pad", new string('x', 16_384))))));
    }

    [Fact]
    public async Task A_token_without_a_key_id_is_refused_without_asking_the_issuer()
    {
        var header = Base64UrlEncoder.Encode("{\"alg\":\"RS256\"}");
        Assert.Equal("JIM_TOKEN_KEY_UNKNOWN", await Code($"{header}.{Base64UrlEncoder.Encode(Claims().ToJsonString())}.AAAA"));
        Assert.Equal(0, _published.Reads);
    }

    [Fact]
    public async Task Random_bytes_never_throw()
    {
        var random = new Random(20260301);
        var token = _signer.Sign(Claims());
        for (var i = 0; i < 500; i++)
        {
            var bytes = Encoding.ASCII.GetBytes(token);
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            }

            var mutated = Encoding.ASCII.GetString(bytes);
            if (mutated.Split('.') is not [.., var last] || !SameSignature(last, token))
            {
                Assert.Null((await _validator.ValidateAsync(mutated, Stop)).Caller);
            }
        }
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_text()
    {
        var claims = Claims().ToJsonString();
        Assert.Equal(
            "JIM_TOKEN_SIGNATURE", await Code(Unsigned("first", claims.Replace("\"Bearer\"", "\"\\ud800\"", StringComparison.Ordinal))));
        Assert.Equal("JIM_TOKEN_ALGORITHM", await Code($"{Base64UrlEncoder.Encode("{\"alg\":\"\\udfff\",\"kid\":\"first\"}")}.e30.AAAA"));
    }

    [Fact]
    public async Task A_validated_token_is_remembered_until_it_expires()
    {
        var token = _signer.Sign(Claims());
        var first = (await _validator.ValidateAsync(token, Stop)).Caller;
        _published.IsDown = true;
        Assert.Same(first, (await _validator.ValidateAsync(token, Stop)).Caller);
        _time.Advance(TimeSpan.FromMinutes(5.6));
        Assert.Equal("JIM_TOKEN_EXPIRED", await Code(token));
    }

    [Fact]
    public async Task The_memory_of_tokens_is_bounded_and_keeps_what_is_used()
    {
        var validator = Validator(new IdentityOptions(Issuer) { CachedTokensMax = 20 });
        var used = _signer.Sign(Claims(("sub", "used")));
        var caller = (await validator.ValidateAsync(used, Stop)).Caller;
        for (var i = 0; i < 40; i++)
        {
            await validator.ValidateAsync(_signer.Sign(Claims(("sub", $"user {i}"))), Stop);
            Assert.Same(caller, (await validator.ValidateAsync(used, Stop)).Caller);
        }
    }

    /// <summary>Flipped characters of a token may leave its bytes the same (unused bits at the end of base64).</summary>
    private static bool SameSignature(string signature, string token) => signature[..^1] == token.Split('.')[2][..^1];

    private TokenValidator Validator(IdentityOptions options) =>
        new(options, new JwksKeySource(options, new HttpClient(_published), _time, NullLogger<JwksKeySource>.Instance), _time);

    private async Task<string?> Code(string token)
    {
        var result = await _validator.ValidateAsync(token, Stop);
        Assert.Null(result.Caller);
        return result.Refusal!.Code;
    }

    private static string Unsigned(string kid, JsonObject claims) => Unsigned(kid, claims.ToJsonString());

    private static string Unsigned(string kid, string claims) =>
        $"{Base64UrlEncoder.Encode($"{{\"alg\":\"RS256\",\"kid\":\"{kid}\"}}")}.{Base64UrlEncoder.Encode(claims)}.{new string('A', 342)}";

    private JsonNode Seconds(int fromNow) => (_time.GetUtcNow() + TimeSpan.FromSeconds(fromNow)).ToUnixTimeSeconds();

    private JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer, ["aud"] = "jim-api", ["sub"] = "ada", ["typ"] = "Bearer", ["azp"] = "jim-app", ["name"] = "Ada Byron",
            ["email"] = "ada@example.com",
            ["exp"] = Seconds(300), ["jti"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return claims;
    }
}
