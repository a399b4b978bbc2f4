using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

/// <summary>A key of a made-up issuer: signs any payload, and shows its public half as the issuer would publish it.</summary>
internal sealed class TestSigner
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;

    private TestSigner(SecurityKey key, string kid, string algorithm, JsonObject jwk)
    {
        key.KeyId = kid;
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        _credentials = new SigningCredentials(key, algorithm);
        jwk["kid"] = kid;
        Jwk = jwk;
    }

    public JsonObject Jwk { get; }

    public static TestSigner Rsa(string kid, string algorithm = "RS256", int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        var open = rsa.ExportParameters(false);
        return new TestSigner(new RsaSecurityKey(rsa), kid, algorithm, new JsonObject
        {
            ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(open.Modulus), ["e"] = Base64UrlEncoder.Encode(open.Exponent), ["use"] = "sig",
        });
    }

    public static TestSigner Ec(string kid, string curve, string algorithm)
    {
        var key = ECDsa.Create(
            curve switch
            {
                "P-256" => ECCurve.NamedCurves.nistP256,
                "P-384" => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            });
        var point = key.ExportParameters(false).Q;
        return new TestSigner(new ECDsaSecurityKey(key), kid, algorithm, new JsonObject
        {
            ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y),
        });
    }

    public string Sign(JsonObject payload, params (string Name, object Value)[] header) => header.Length == 0
        ? _handler.CreateToken(payload.ToJsonString(), _credentials)
        : _handler.CreateToken(payload.ToJsonString(), _credentials, header.ToDictionary(h => h.Name, h => h.Value));
}
