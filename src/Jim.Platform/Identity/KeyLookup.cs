using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>The answer to "which key is this".</summary>
/// <param name="Key">Null: not found.</param>
/// <param name="Algorithm">The only algorithm the key is published for; null: any that fits it.</param>
/// <param name="IsUncertain">Not found, but the issuer could not be asked lately: the key may exist.</param>
public readonly record struct KeyLookup(SecurityKey? Key, string? Algorithm, bool IsUncertain)
{
    public static KeyLookup Unknown { get; }

    public static KeyLookup Uncertain { get; } = new(null, null, true);
}
