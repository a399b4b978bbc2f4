using System.Net;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Tokens that are almost right, made of a true one and signed with the issuer's own key where that is not what is wrong: refused with 401
/// and a code, on every way in, before anything is executed.
/// </summary>
public sealed class ForgedTokenTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Create = "mutation($t: String!) { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }";
    private const string Queued =
        "mutation($t: String!) @queued { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aud of another", "JIM_TOKEN_AUDIENCE")]
    [InlineData("no aud", "JIM_TOKEN_AUDIENCE")]
    [InlineData("iss of another", "JIM_TOKEN_ISSUER")]
    [InlineData("iss with a slash", "JIM_TOKEN_ISSUER")]
    [InlineData("no sub", "JIM_TOKEN_SUBJECT")]
    [InlineData("empty sub", "JIM_TOKEN_SUBJECT")]
    [InlineData("nbf in an hour", "JIM_TOKEN_NOT_YET_VALID")]
    [InlineData("exp an hour ago", "JIM_TOKEN_EXPIRED")]
    [InlineData("ID token", "JIM_TOKEN_KIND")]
    [InlineData("refresh token", "JIM_TOKEN_AUDIENCE JIM_TOKEN_KIND")]
    [InlineData("alg none", "JIM_TOKEN_ALGORITHM JIM_TOKEN_MALFORMED")]
    [InlineData("alg none with the signature", "JIM_TOKEN_ALGORITHM")]
    [InlineData("HS256 by the public key's PEM", "JIM_TOKEN_ALGORITHM")]
    [InlineData("HS256 by the public key's DER", "JIM_TOKEN_ALGORITHM")]
    [InlineData("HS256 by the modulus", "JIM_TOKEN_ALGORITHM")]
    [InlineData("another key under the same id", "JIM_TOKEN_SIGNATURE")]
    [InlineData("a changed role", "JIM_TOKEN_SIGNATURE")]
    public async Task It_is_refused_and_nothing_is_executed(string how, string codes)
    {
        var title = $"forged {Guid.NewGuid():N}";
        var mallory = new JimClient(world.Address, await ForgeAsync(how));
        foreach (var mutation in new[] { Create, Queued })
        {
            using var posted = await mallory.PostAsync(mutation, new { t = title });
            await RefusedAsync(posted, codes);
        }

        using var file = await mallory.SendAsync(HttpMethod.Get, $"/files/{Guid.NewGuid()}");
        await RefusedAsync(file, codes);
        using var upgrade = await mallory.SendAsync(HttpMethod.Get, "/graphql/schema.graphql");
        await RefusedAsync(upgrade, codes);

        Assert.Equal(0, await world.Database.ScalarAsync<long>($"select count(*) from public.documents where title = '{title}'"));
        Assert.Equal(0, await world.Database.ScalarAsync<long>($"select count(*) from jim.jobs where payload::text like '%{title}%'"));
    }

    [Fact]
    public async Task The_same_token_without_a_change_is_accepted()
    {
        var alice = new JimClient(world.Address, await SignedAsync(_ => { }));
        Assert.Equal(JimWorld.Alice, (string?)(await alice.DataAsync("{ me { subject } }"))["me"]!["subject"]);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string codes)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode} {text}");
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains((string)JsonNode.Parse(text)!["errors"]![0]!["extensions"]!["code"]!, codes.Split(' '));
    }

    private async Task<string> ForgeAsync(string how)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return how switch
        {
            "aud of another" => await SignedAsync(c => c["aud"] = "account"),
            "no aud" => await SignedAsync(c => c.Remove("aud")),
            "iss of another" => await SignedAsync(c => c["iss"] = "https://id.example/realms/jim"),
            "iss with a slash" => await SignedAsync(c => c["iss"] = $"{c["iss"]}/"),
            "no sub" => await SignedAsync(c => c.Remove("sub")),
            "empty sub" => await SignedAsync(c => c["sub"] = string.Empty),
            "nbf in an hour" => await SignedAsync(c => c["nbf"] = now + 3600),
            "exp an hour ago" => await SignedAsync(c => c["exp"] = now - 3600),
            "ID token" => await SignedAsync(c => c["typ"] = "ID"),
            "refresh token" => await GrantAsync("refresh_token"),
            "alg none" => await OfAsync("none", "RS256", _ => [], keepSignature: false),
            "alg none with the signature" => await OfAsync("none", "RS256", _ => [], keepSignature: true),
            "HS256 by the public key's PEM" => await ByHmacAsync(key => Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem())),
            "HS256 by the public key's DER" => await ByHmacAsync(key => key.ExportSubjectPublicKeyInfo()),
            "HS256 by the modulus" => await ByHmacAsync(key => key.ExportParameters(includePrivateParameters: false).Modulus!),
            "another key under the same id" => await ByAnotherKeyAsync(),
            "a changed role" => await ChangedAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, "unknown"),
        };
    }

    private async Task<string> SignedAsync(Action<JsonObject> change)
    {
        var (head, claims, _) = await PartsAsync();
        change(claims);
        using var key = ReadKey();
        return Sign(head, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private async Task<string> OfAsync(string algorithm, string kept, Func<byte[], byte[]> sign, bool keepSignature)
    {
        var (head, claims, signature) = await PartsAsync();
        Assert.Equal(kept, (string?)head["alg"]);
        head["alg"] = algorithm;
        return Sign(head, claims, sign) + (keepSignature ? signature : string.Empty);
    }

    private async Task<string> ByHmacAsync(Func<RSA, byte[]> secret)
    {
        using var key = ReadKey();
        return await OfAsync("HS256", "RS256", bytes => HMACSHA256.HashData(secret(key), bytes), keepSignature: false);
    }

    private async Task<string> ByAnotherKeyAsync()
    {
        var (head, claims, _) = await PartsAsync();
        using var other = RSA.Create(2048);
        return Sign(head, claims, bytes => other.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private async Task<string> ChangedAsync()
    {
        var (head, claims, signature) = await PartsAsync();
        claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("jim-admin") };
        return Sign(head, claims, _ => []) + signature;
    }

    private async Task<(JsonObject Head, JsonObject Claims, string Signature)> PartsAsync()
    {
        var parts = (await world.TokenAsync("alice")).Split('.');
        return (Read(parts[0]), Read(parts[1]), parts[2]);
    }

    private async Task<string> GrantAsync(string member)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = "alice", ["password"] = "alice", ["scope"] = "openid",
        });
        using var answer = await world.Anonymous().SendAsync(HttpMethod.Post, $"{world.Issuer}/protocol/openid-connect/token", form);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))![member]!;
    }

    private RSA ReadKey()
    {
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(world.Data, "issuer", "key.pem")));
        return key;
    }

    private static string Sign(JsonObject head, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Write(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Write(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Write(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static JsonObject Read(string part) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(part))!.AsObject();

    private static string Write(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
