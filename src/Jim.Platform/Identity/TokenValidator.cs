using System.Collections.Frozen;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// From a bearer token to a <see cref="Jim.Postgres.Rights.Caller"/>, locally: no call to the issuer but for its keys. Order: what is cheap
/// and needs no trust first (length, form, algorithm, kind), then the key, then the signature, then what the claims say.
/// </summary>
public sealed class TokenValidator(IdentityOptions options, ISigningKeys keys, TimeProvider timeProvider)
{
    private static readonly FrozenSet<string> Algorithms =
        FrozenSet.ToFrozenSet(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"], StringComparer.Ordinal);

    private readonly TokenMemory _memory = new(options.CachedTokensMax);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = options.TokenBytesMax };

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

        var fingerprint = TokenFingerprint.Of(bearer);
        return _memory.Find(fingerprint, keys.Generation, timeProvider.GetUtcNow()) is { } caller
            ? new(new TokenResult(caller, null))
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

        var refusal = found.Algorithm is { } only && only != token.Algorithm
            ? TokenRefusals.Algorithm
            : CheckSignature(bearer, found.Key) ?? CheckTimes(token);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        var expires = TokenClaims.Date(token.Payload, "exp")!.Value;
        if (TokenClaims.ToCaller(token.Payload, expires) is not { } caller)
        {
            return new(null, TokenRefusals.Subject);
        }

        _memory.Keep(fingerprint, caller, generation, expires + options.Leeway);
        return new(caller, null);
    }

    /// <summary>
    /// What is refused before any key is looked for. <c>crit</c> names extensions that must be understood (RFC 7515, 4.1.11): none is.
    /// </summary>
    private static TokenRefusal? CheckForm(CompactJwt token) =>
        token.Algorithm is not { } algorithm || !Algorithms.Contains(algorithm) ? TokenRefusals.Algorithm
        : token.KeyId is null or { Length: 0 or > 256 } ? TokenRefusals.KeyUnknown
        : token.Header.TryGetProperty("crit", out _) ? TokenRefusals.Malformed
        : !TokenClaims.IsAccessToken(token) ? TokenRefusals.Kind
        : null;

    /// <summary>Signature, issuer, audience: by the library. Times are ours, because its clock cannot be given.</summary>
    private TokenRefusal? CheckSignature(string bearer, SecurityKey key)
    {
        var result = _handler.ValidateToken(bearer, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            CryptoProviderFactory = key.CryptoProviderFactory,
            ValidAlgorithms = Algorithms,
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            RequireSignedTokens = true,
            RequireAudience = true,
            ValidateLifetime = false,
        });
        return result.IsValid
            ? null
            : result.Exception switch
            {
                SecurityTokenInvalidIssuerException => TokenRefusals.Issuer,
                SecurityTokenInvalidAudienceException => TokenRefusals.Audience,
                SecurityTokenInvalidAlgorithmException => TokenRefusals.Algorithm,
                SecurityTokenInvalidSignatureException => TokenRefusals.Signature,
                _ => TokenRefusals.Malformed,
            };
    }

    private TokenRefusal? CheckTimes(CompactJwt token)
    {
        var now = timeProvider.GetUtcNow();
        var starts = TokenClaims.Date(token.Payload, "nbf");
        return TokenClaims.Date(token.Payload, "exp") is not { } ends ? TokenRefusals.Malformed
            : now >= ends + options.Leeway ? TokenRefusals.Expired
            : starts is null && token.Payload.TryGetProperty("nbf", out _) ? TokenRefusals.Malformed
            : now < starts - options.Leeway ? TokenRefusals.NotYetValid
            : null;
    }

    private static ValueTask<TokenResult> Refused(TokenRefusal refusal) => new(new TokenResult(null, refusal));
}
