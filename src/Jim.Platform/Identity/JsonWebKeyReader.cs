using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// A JWKS document to keys that can verify. What cannot sign (encryption keys, secrets, RSA under 2,048 bits) is left out.
/// </summary>
internal static class JsonWebKeyReader
{
    /// <exception cref="ArgumentException">The text is no JWKS.</exception>
    public static FrozenDictionary<string, PublishedKey> Read(string json)
    {
        var keys = new Dictionary<string, PublishedKey>(StringComparer.Ordinal);
        foreach (var jwk in new JsonWebKeySet(json).Keys)
        {
            if (jwk.Kid is { Length: > 0 } && jwk.Use is null or "" or "sig" && ToSecurityKey(jwk) is { } key)
            {
                var algorithm = string.IsNullOrEmpty(jwk.Alg) ? null : jwk.Alg;
                keys[jwk.Kid] = new PublishedKey(key, algorithm, Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint()));
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// Each key has a provider factory of its own without a cache: the library's shared cache is keyed by the key's id, and an issuer may
    /// publish another key under an old id.
    /// </summary>
    private static SecurityKey? ToSecurityKey(JsonWebKey jwk)
    {
        var providers = new CryptoProviderFactory { CacheSignatureProviders = false };
        try
        {
            return jwk.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA when Bytes(jwk.N) is { Length: >= 256 } modulus => new RsaSecurityKey(
                    new RSAParameters { Modulus = modulus, Exponent = Bytes(jwk.E) })
                { KeyId = jwk.Kid, CryptoProviderFactory = providers },
                JsonWebAlgorithmsKeyTypes.EllipticCurve => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
                {
                    Curve = Curve(jwk.Crv),
                    Q = new ECPoint { X = Bytes(jwk.X), Y = Bytes(jwk.Y) },
                }))
                { KeyId = jwk.Kid, CryptoProviderFactory = providers },
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static byte[] Bytes(string text) => Base64UrlEncoder.DecodeBytes(text);

    private static ECCurve Curve(string name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new CryptographicException(),
    };
}
