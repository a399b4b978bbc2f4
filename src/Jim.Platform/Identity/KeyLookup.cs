using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>The answer to "which key has this id".</summary>
/// <param name="Key">Null: not found. Its <c>Alg</c> is the only algorithm it is published for; null or empty: any that fits it.</param>
/// <param name="IsUncertain">Not found, but the issuer's keys could not be read lately: the key may exist.</param>
public readonly record struct KeyLookup(JsonWebKey? Key, bool IsUncertain)
{
    public static KeyLookup Unknown { get; }

    public static KeyLookup Uncertain { get; } = new(null, true);
}
