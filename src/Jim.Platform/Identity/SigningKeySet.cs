using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>Reads a JSON Web Key Set (RFC 7517, section 5).</summary>
internal static class SigningKeySet
{
    private const int RsaBitsMin = 2048;

    /// <summary>
    /// The keys that can verify a signature, by their <c>kid</c>. Left out is what cannot: encryption keys, secrets, unknown curves, RSA
    /// under 2,048 bits, keys without an id.
    /// </summary>
    /// <exception cref="ArgumentException">The text is no key set.</exception>
    public static FrozenDictionary<string, JsonWebKey> Read(string json) => new JsonWebKeySet(json).Keys
        .Where(CanVerify)
        .GroupBy(k => k.Kid, StringComparer.Ordinal)
        .ToFrozenDictionary(k => k.Key, k => k.Last(), StringComparer.Ordinal);

    private static bool CanVerify(JsonWebKey key)
    {
        if (string.IsNullOrEmpty(key.Kid) || key.Use is not (null or "" or "sig"))
        {
            return false;
        }

        try
        {
            return key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve
                && JsonWebKeyConverter.TryConvertToSecurityKey(key, out var converted)
                && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || converted.KeySize >= RsaBitsMin);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
