using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>A key as the issuer publishes it.</summary>
/// <param name="Algorithm">The one it is meant for; null: any that fits.</param>
/// <param name="Thumbprint">RFC 7638, to see whether the key under an id was replaced.</param>
internal sealed record PublishedKey(SecurityKey Key, string? Algorithm, string Thumbprint);
