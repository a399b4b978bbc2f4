using System.Collections.Immutable;
using System.Text.Json;
using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>What a token's claims mean here.</summary>
internal static class TokenClaims
{
    private const string AdminRole = "jim-admin";

    /// <summary>Seconds since 1970 of a date claim; null where absent or no sensible number.</summary>
    public static DateTimeOffset? Date(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Floor(seconds * 1000))
            : null;

    /// <summary>Whether <c>aud</c>, a string or an array of strings (RFC 7519, section 4.1.3), names that audience.</summary>
    public static bool HasAudience(JsonElement payload, string audience) => payload.TryGetProperty("aud", out var value)
        && (value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(one => CompactJwt.Text(one) == audience)
            : CompactJwt.Text(value) == audience);

    /// <summary>
    /// Keycloak says in the payload's <c>typ</c> what a token is (Bearer, ID, Refresh, Logout); RFC 9068 in the header's (<c>at+jwt</c>).
    /// Issuers that say neither are told from ID tokens by what only those carry.
    /// </summary>
    public static bool IsAccessToken(CompactJwt token)
    {
        var header = CompactJwt.Text(token.Header, "typ");
        var said = CompactJwt.Text(token.Payload, "typ");
        return IsOneOf(header, "JWT", "at+jwt", "application/at+jwt")
            && IsOneOf(said, "Bearer")
            && !token.Payload.TryGetProperty("events", out _)
            && (said is not null || !(token.Payload.TryGetProperty("nonce", out _) || token.Payload.TryGetProperty("at_hash", out _)));
    }

    /// <summary>Null where the token names nobody.</summary>
    public static Caller? ToCaller(JsonElement payload, DateTimeOffset expiresAt)
    {
        if (Clean(CompactJwt.Text(payload, "sub")) is not { Length: > 0 and <= 255 } subject)
        {
            return null;
        }

        var roles = Roles(payload);
        return new Caller(
            roles.Contains(AdminRole, StringComparer.Ordinal) ? "jim_admin" : "jim_user",
            subject,
            roles,
            Clean(CompactJwt.Text(payload, "name")) ?? Clean(CompactJwt.Text(payload, "preferred_username")),
            Clean(CompactJwt.Text(payload, "email")),
            Clean(CompactJwt.Text(payload, "azp")),
            expiresAt);
    }

    /// <summary>
    /// Postgres gets the roles as one comma separated setting: a role with a comma in its name would pass for two, so it does not count.
    /// </summary>
    private static ImmutableArray<string> Roles(JsonElement payload) =>
        payload.TryGetProperty("realm_access", out var access) && access.ValueKind == JsonValueKind.Object
            && access.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? [.. roles.EnumerateArray()
                .Select(CompactJwt.Text)
                .OfType<string>()
                .Where(r => r.Length > 0 && !r.Contains(',', StringComparison.Ordinal) && !r.Any(char.IsControl))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Postgres' text has no NUL.</summary>
    private static string? Clean(string? text) =>
        text is { Length: > 0 } ? text.Replace("\0", string.Empty, StringComparison.Ordinal) : null;

    private static bool IsOneOf(string? value, params ReadOnlySpan<string> allowed)
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
