namespace Jim.Platform.Identity;

/// <summary>The keys of the development issuer in this very process: no HTTP to itself.</summary>
public sealed class IssuerKeySource(DevelopmentIssuer issuer) : ISigningKeys
{
    public int Generation => 0;

    public ValueTask<KeyLookup> FindAsync(string kid, CancellationToken cancellationToken) =>
        new(kid == issuer.Key.KeyId ? new KeyLookup(issuer.Key.Verifying, issuer.Key.Algorithm, false) : KeyLookup.Unknown);
}
