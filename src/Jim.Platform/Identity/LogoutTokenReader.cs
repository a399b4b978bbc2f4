using System.Text.Json;

namespace Jim.Platform.Identity;

/// <summary>
/// Validates the logout tokens by which the issuer tells that a session has ended (OpenID Connect Back-Channel Logout 1.0, section 2.6).
/// That a token was not taken before is for the caller to check, by its id.
/// </summary>
public sealed class LogoutTokenReader(IdentityOptions options, ISigningKeys keys, TimeProvider timeProvider)
{
    /// <summary>The member of <c>events</c> that makes a token a logout token.</summary>
    public const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    private const int TextMax = 255;

    /// <summary>
    /// Older ones are refused. The specification wants them to expire after two minutes; this bounds those that do not. Shorter than
    /// revocations are kept, by which a token that comes again is recognised.
    /// </summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(10);

    private readonly SignedTokenReader _reader = new(options, keys);

    /// <summary>The token, or in one sentence what is wrong with it: exactly one of the two.</summary>
    public async ValueTask<(LogoutToken? Token, string? Fault)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > options.TokenBytesMax)
        {
            return (null, TokenRefusals.TooLong.Description);
        }

        var (token, refusal) = await _reader.ReadAsync(text, IsLogoutToken, cancellationToken);
        if (token is null)
        {
            return (null, refusal == TokenRefusals.Kind ? "The token is not a logout token." : refusal!.Description);
        }

        var claims = token.Payload;
        if (CheckClaims(claims) is { } fault)
        {
            return (null, fault);
        }

        var issued = TokenClaims.ReadDate(claims, "iat")!.Value;
        var ended = new Revocation(CompactJwt.ReadText(claims, "sub"), CompactJwt.ReadText(claims, "sid"), issued);
        return (new LogoutToken(CompactJwt.ReadText(claims, "jti")!, ended), null);
    }

    /// <summary>
    /// The header says <c>logout+jwt</c>, as section 2.4 recommends, or what any JWT says; Keycloak names the kind in the payload. An ID
    /// token is told by its <c>nonce</c>, an access token by having no event.
    /// </summary>
    private static bool IsLogoutToken(CompactJwt token) =>
        TokenClaims.IsOneOf(CompactJwt.ReadText(token.Header, "typ"), "JWT", "logout+jwt", "application/logout+jwt")
        && TokenClaims.IsOneOf(CompactJwt.ReadText(token.Payload, "typ"), "Logout")
        && !token.Payload.TryGetProperty("nonce", out _)
        && token.Payload.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(LogoutEvent, out var said) && said.ValueKind == JsonValueKind.Object;

    private string? CheckClaims(JsonElement claims) =>
        !options.LogoutAudiences.Add(options.Audience).Any(one => TokenClaims.HasAudience(claims, one))
            ? "The token is for a client that OIDC_LOGOUT_CLIENTS does not name."
        : IsAbsentOrText(claims, "jti") != true ? "The token has no usable jti."
        : IsAbsentOrText(claims, "sub") == false ? "The token's sub is no usable text."
        : IsAbsentOrText(claims, "sid") == false ? "The token's sid is no usable text."
        : IsAbsentOrText(claims, "sub") is null && IsAbsentOrText(claims, "sid") is null ? "The token names neither sub nor sid."
        : CheckTimes(claims);

    /// <summary>Null: the claim is absent; true: it is a text that can be kept.</summary>
    private static bool? IsAbsentOrText(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value)
        ? null
        : CompactJwt.ReadText(value) is { Length: > 0 and <= TextMax } text && !text.Contains('\0', StringComparison.Ordinal);

    private string? CheckTimes(JsonElement claims)
    {
        var now = timeProvider.GetUtcNow();
        return TokenClaims.ReadDate(claims, "iat") is not { } issued ? "The token has no usable iat."
            : issued > now + options.Leeway ? "The token's iat is in the future."
            : issued < now - options.Leeway - AgeMax ? "The token is too old."
            : !claims.TryGetProperty("exp", out _) ? null // drafts of the specification have none
            : TokenClaims.ReadDate(claims, "exp") is not { } ends ? "The token's exp is no date."
            : now >= ends + options.Leeway ? TokenRefusals.Expired.Description
            : null;
    }
}
