namespace Jim.Platform.Identity;

/// <summary>The key of the development issuer that runs in this process, found without HTTP.</summary>
public sealed class IssuerKeySource(DevelopmentIssuer issuer) : ISigningKeys
{
    public int Generation => 0;

    public ValueTask<KeyLookup> FindAsync(string kid, CancellationToken cancellationToken) =>
        new(kid == issuer.Key.KeyId ? new KeyLookup(issuer.Key.Public, false) : KeyLookup.Unknown);
}
