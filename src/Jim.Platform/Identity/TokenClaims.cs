using System.Text.Json;
using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>Reads the claims of a token.</summary>
internal static class TokenClaims
{
    /// <summary>
    /// A later moment is read as this one, so that a leeway can be added to every date: the first day of the year 9999, in seconds.
    /// </summary>
    private const double SecondsMax = 253_370_764_800;

    /// <summary>
    /// A date claim (seconds since 1970); null where it is absent or not a number that is a date before the year 10000.
    /// </summary>
    public static DateTimeOffset? ReadDate(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Floor(Math.Min(seconds, SecondsMax) * 1000))
            : null;

    /// <summary>Whether <c>aud</c>, a string or an array of strings (RFC 7519, section 4.1.3), names that audience.</summary>
    public static bool HasAudience(JsonElement payload, string audience) => payload.TryGetProperty("aud", out var value)
        && (value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(one => CompactJwt.ReadText(one) == audience)
            : CompactJwt.ReadText(value) == audience);

    /// <summary>
    /// Keycloak names the kind of a token in the payload's <c>typ</c> (Bearer, ID, Refresh, Logout), RFC 9068 in the header's
    /// (<c>at+jwt</c>). Where an issuer names neither, ID tokens are recognised by the claims that only they have.
    /// </summary>
    public static bool IsAccessToken(CompactJwt token)
    {
        var header = CompactJwt.ReadText(token.Header, "typ");
        var said = CompactJwt.ReadText(token.Payload, "typ");
        return IsOneOf(header, "JWT", "at+jwt", "application/at+jwt")
            && IsOneOf(said, "Bearer")
            && !token.Payload.TryGetProperty("events", out _)
            && (said is not null || !(token.Payload.TryGetProperty("nonce", out _) || token.Payload.TryGetProperty("at_hash", out _)));
    }

    /// <summary>Null where the token has no usable <c>sub</c>.</summary>
    public static Caller? ToCaller(JsonElement payload, DateTimeOffset expiresAt, RoleMap roleMap)
    {
        if (Clean(CompactJwt.ReadText(payload, "sub")) is not { Length: > 0 and <= 255 } subject)
        {
            return null;
        }

        var roles = ReadRoles(payload);
        return new Caller(
            roleMap.Choose(roles),
            subject,
            roles,
            Clean(CompactJwt.ReadText(payload, "name")) ?? Clean(CompactJwt.ReadText(payload, "preferred_username")),
            Clean(CompactJwt.ReadText(payload, "email")),
            Clean(CompactJwt.ReadText(payload, "azp")),
            expiresAt)
        {
            Session = CompactJwt.ReadText(payload, "sid"),
            IssuedAt = ReadDate(payload, "iat"),
        };
    }

    /// <summary>
    /// The realm roles, sorted. Postgres gets them as one comma separated setting, so a role with a comma in its name would count as two
    /// and is left out.
    /// </summary>
    private static ImmutableArray<string> ReadRoles(JsonElement payload) =>
        payload.TryGetProperty("realm_access", out var access) && access.ValueKind == JsonValueKind.Object
            && access.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? [.. roles.EnumerateArray()
                .Select(CompactJwt.ReadText)
                .OfType<string>()
                .Where(r => r.Length > 0 && !r.Contains(',', StringComparison.Ordinal) && !r.Any(char.IsControl))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Without NUL characters, which Postgres' text cannot hold.</summary>
    private static string? Clean(string? text) =>
        text is { Length: > 0 } ? text.Replace("\0", string.Empty, StringComparison.Ordinal) : null;

    /// <summary>Whether the value is one of those, in whatever case, or absent.</summary>
    public static bool IsOneOf(string? value, params ReadOnlySpan<string> allowed)
    {
        if (value is null)
        {
            return true;
        }

        foreach (var one in allowed)
        {
            if (value.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
