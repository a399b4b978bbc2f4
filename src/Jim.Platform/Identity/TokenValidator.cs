using System.Collections.Frozen;
using Jim.Platform.Cache;

namespace Jim.Platform.Identity;

/// <summary>
/// Turns a bearer token into a <see cref="Jim.Postgres.Rights.Caller"/> without asking the issuer anything but its keys. Checked in this
/// order: what is cheap and needs no trust (length, form, algorithm, kind), the key, the signature, the claims.
/// </summary>
public sealed class TokenValidator(IdentityOptions options, ISigningKeys keys, TimeProvider timeProvider)
{
    private static readonly FrozenSet<string> Algorithms =
        FrozenSet.ToFrozenSet(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"], StringComparer.Ordinal);

    /// <summary>Validated tokens by their hash; one that was dropped is validated again.</summary>
    private readonly GenerationCache<TokenFingerprint, CachedToken> _validated = new(Math.Max(1, options.CachedTokensMax / 2))
    {
        BytesMax = options.CachedTokenBytesMax / 2, SizeOf = token => token.Bytes, Name = "tokens",
    };

    /// <param name="authorization">The header's value; null or empty: anonymous.</param>
    public ValueTask<TokenResult> ValidateHeaderAsync(string? authorization, CancellationToken cancellationToken)
    {
        const string Scheme = "Bearer ";
        return string.IsNullOrEmpty(authorization) ? new(TokenResult.Anonymous)
            : authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? ValidateAsync(authorization[Scheme.Length..].Trim(), cancellationToken)
            : Refused(TokenRefusals.Scheme);
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
            return Refused(TokenRefusals.TooLong);
        }

        var fingerprint = TokenFingerprint.Compute(bearer);
        return _validated.TryGet(fingerprint, out var known) && known.IsValid(keys.Generation, timeProvider.GetUtcNow())
            ? new(new TokenResult(known.Caller, null))
            : ReadAsync(bearer, fingerprint, cancellationToken);
    }

    private async ValueTask<TokenResult> ReadAsync(string bearer, TokenFingerprint fingerprint, CancellationToken cancellationToken)
    {
        if (CompactJwt.TryRead(bearer) is not { } token)
        {
            return new(null, bearer.AsSpan().Count('.') == 4 ? TokenRefusals.Encrypted : TokenRefusals.Malformed);
        }

        if (CheckForm(token) is { } form)
        {
            return new(null, form);
        }

        var generation = keys.Generation;
        var found = await keys.FindAsync(token.KeyId!, cancellationToken);
        if (found.Key is null)
        {
            return new(null, found.IsUncertain ? TokenRefusals.IssuerUnreachable : TokenRefusals.KeyUnknown);
        }

        var refusal = found.Key.Alg is { Length: > 0 } only && only != token.Algorithm
            ? TokenRefusals.Algorithm
            : !TokenSignature.Verify(bearer, found.Key, token.Algorithm!) ? TokenRefusals.Signature
            : CheckClaims(token);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        var expires = TokenClaims.ReadDate(token.Payload, "exp")!.Value;
        if (TokenClaims.ToCaller(token.Payload, expires, options.Roles) is not { } caller)
        {
            return new(null, TokenRefusals.Subject);
        }

        _validated.Set(fingerprint, new CachedToken(caller, generation, expires + options.Leeway));
        return new(caller, null);
    }

    /// <summary>
    /// What is refused before a key is looked up. <c>crit</c> names extensions that must be understood (RFC 7515, 4.1.11): none is.
    /// </summary>
    private static TokenRefusal? CheckForm(CompactJwt token) =>
        token.Algorithm is not { } algorithm || !Algorithms.Contains(algorithm) ? TokenRefusals.Algorithm
        : token.KeyId is null or { Length: 0 or > 256 } ? TokenRefusals.KeyUnknown
        : token.Header.TryGetProperty("crit", out _) ? TokenRefusals.Malformed
        : !TokenClaims.IsAccessToken(token) ? TokenRefusals.Kind
        : null;

    private TokenRefusal? CheckClaims(CompactJwt token) =>
        CompactJwt.ReadText(token.Payload, "iss") != options.Issuer ? TokenRefusals.Issuer
        : !TokenClaims.HasAudience(token.Payload, options.Audience) ? TokenRefusals.Audience
        : CheckTimes(token);

    private TokenRefusal? CheckTimes(CompactJwt token)
    {
        var now = timeProvider.GetUtcNow();
        var starts = TokenClaims.ReadDate(token.Payload, "nbf");
        return TokenClaims.ReadDate(token.Payload, "exp") is not { } ends ? TokenRefusals.Malformed
            : now >= ends + options.Leeway ? TokenRefusals.Expired
            : starts is null && token.Payload.TryGetProperty("nbf", out _) ? TokenRefusals.Malformed
            : now < starts - options.Leeway ? TokenRefusals.NotYetValid
            : null;
    }

    private static ValueTask<TokenResult> Refused(TokenRefusal refusal) => new(new TokenResult(null, refusal));
}
