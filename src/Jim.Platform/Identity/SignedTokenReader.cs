using System.Collections.Frozen;

namespace Jim.Platform.Identity;

/// <summary>
/// Reads what is common to all tokens that the issuer signs. Checked in this order: what is cheap and needs no trust (form, algorithm,
/// kind), the key, the signature, the issuer.
/// </summary>
internal sealed class SignedTokenReader(IdentityOptions options, ISigningKeys keys)
{
    private static readonly FrozenSet<string> Algorithms =
        FrozenSet.ToFrozenSet(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"], StringComparer.Ordinal);

    /// <summary>The token, which the issuer has signed, or why it is refused: exactly one of the two.</summary>
    /// <param name="isOfKind">Whether header and payload are those of the kind of token that is expected; nothing is verified yet.</param>
    public async ValueTask<(CompactJwt? Token, TokenRefusal? Refusal)> ReadAsync(
        string text, Func<CompactJwt, bool> isOfKind, CancellationToken cancellationToken)
    {
        if (CompactJwt.TryRead(text) is not { } token)
        {
            return (null, text.AsSpan().Count('.') == 4 ? TokenRefusals.Encrypted : TokenRefusals.Malformed);
        }

        if (CheckForm(token, isOfKind) is { } form)
        {
            return (null, form);
        }

        var found = await keys.FindAsync(token.KeyId!, cancellationToken);
        if (found.Key is null)
        {
            return (null, found.IsUncertain ? TokenRefusals.IssuerUnreachable : TokenRefusals.KeyUnknown);
        }

        var refusal = found.Key.Alg is { Length: > 0 } only && only != token.Algorithm
            ? TokenRefusals.Algorithm
            : !TokenSignature.Verify(text, found.Key, token.Algorithm!) ? TokenRefusals.Signature
            : CompactJwt.ReadText(token.Payload, "iss") != options.Issuer ? TokenRefusals.Issuer
            : null;
        return refusal is null ? (token, null) : (null, refusal);
    }

    /// <summary>
    /// What is refused before a key is looked up. <c>crit</c> names extensions that must be understood (RFC 7515, 4.1.11): none is.
    /// </summary>
    private static TokenRefusal? CheckForm(CompactJwt token, Func<CompactJwt, bool> isOfKind) =>
        token.Algorithm is not { } algorithm || !Algorithms.Contains(algorithm) ? TokenRefusals.Algorithm
        : token.KeyId is null or { Length: 0 or > 256 } ? TokenRefusals.KeyUnknown
        : token.Header.TryGetProperty("crit", out _) ? TokenRefusals.Malformed
        : !isOfKind(token) ? TokenRefusals.Kind
        : null;
}
