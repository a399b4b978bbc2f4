using Jim.Platform.Cache;
using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>
/// Turns a bearer token into a <see cref="Caller"/> without asking the issuer anything but its keys. Checked in this order: its length,
/// what <see cref="SignedTokenReader"/> checks, the claims, and whether it was revoked.
/// </summary>
/// <param name="revocations">Null: no token is revoked before its end.</param>
public sealed class TokenValidator(
    IdentityOptions options, ISigningKeys keys, TimeProvider timeProvider, Revocations? revocations = null)
{
    private readonly SignedTokenReader _reader = new(options, keys);

    /// <summary>Validated tokens by their hash; one that was dropped is validated again.</summary>
    private readonly GenerationCache<TokenFingerprint, CachedToken> _validated = new(Math.Max(1, options.CachedTokensMax / 2))
    {
        BytesMax = options.CachedTokenBytesMax / 2, SizeOf = token => token.Bytes, Name = "tokens",
    };

    /// <param name="authorization">The header's value; null or empty: anonymous.</param>
    public ValueTask<TokenResult> ValidateHeaderAsync(string? authorization, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(authorization) ? new(TokenResult.Anonymous)
        : ReadBearer(authorization) is { } bearer ? ValidateAsync(bearer, cancellationToken)
        : new(new TokenResult(null, TokenRefusals.Scheme));

    /// <summary>The token of the header <c>Authorization</c>; null: there is none, or one of another scheme.</summary>
    public static string? ReadBearer(string? authorization)
    {
        const string Scheme = "Bearer ";
        return authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? authorization[Scheme.Length..].Trim() : null;
    }

    /// <param name="bearer">The token alone, without the scheme; null: anonymous.</param>
    public ValueTask<TokenResult> ValidateAsync(string? bearer, CancellationToken cancellationToken)
    {
        if (bearer is null)
        {
            return new(TokenResult.Anonymous);
        }

        if (bearer.Length > options.TokenBytesMax)
        {
            return new(new TokenResult(null, TokenRefusals.TooLong));
        }

        var fingerprint = TokenFingerprint.Compute(bearer);
        return _validated.TryGet(fingerprint, out var known) && known.IsValid(keys.Generation, timeProvider.GetUtcNow())
            ? new(CheckRevoked(known.Caller))
            : ReadAsync(bearer, fingerprint, cancellationToken);
    }

    private async ValueTask<TokenResult> ReadAsync(string bearer, TokenFingerprint fingerprint, CancellationToken cancellationToken)
    {
        var generation = keys.Generation;
        var (token, refusal) = await _reader.ReadAsync(bearer, TokenClaims.IsAccessToken, cancellationToken);
        refusal ??= CheckClaims(token!);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        var expires = TokenClaims.ReadDate(token!.Payload, "exp")!.Value;
        if (TokenClaims.ToCaller(token.Payload, expires, options.Roles) is not { } caller)
        {
            return new(null, TokenRefusals.Subject);
        }

        _validated.Set(fingerprint, new CachedToken(caller, generation, expires + options.Leeway));
        return CheckRevoked(caller);
    }

    private TokenResult CheckRevoked(Caller caller) =>
        revocations?.Cover(caller) == true ? new(null, TokenRefusals.Revoked) : new(caller, null);

    private TokenRefusal? CheckClaims(CompactJwt token)
    {
        if (!TokenClaims.HasAudience(token.Payload, options.Audience))
        {
            return TokenRefusals.Audience;
        }

        var now = timeProvider.GetUtcNow();
        var starts = TokenClaims.ReadDate(token.Payload, "nbf");
        return TokenClaims.ReadDate(token.Payload, "exp") is not { } ends ? TokenRefusals.Malformed
            : now >= ends + options.Leeway ? TokenRefusals.Expired
            : starts is null && token.Payload.TryGetProperty("nbf", out _) ? TokenRefusals.Malformed
            : now < starts - options.Leeway ? TokenRefusals.NotYetValid
            : null;
    }
}
