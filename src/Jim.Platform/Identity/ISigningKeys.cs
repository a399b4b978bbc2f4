namespace Jim.Platform.Identity;

/// <summary>
/// The keys that may sign tokens: read from an issuer over HTTP (<see cref="JwksKeySource"/>), or the development issuer's own
/// (<see cref="IssuerKeySource"/>).
/// </summary>
public interface ISigningKeys
{
    /// <summary>Grows when a key was withdrawn or replaced: tokens validated under an older generation must be validated again.</summary>
    int Generation { get; }

    /// <summary>The key of that id. May read the issuer's keys again.</summary>
    ValueTask<KeyLookup> FindAsync(string kid, CancellationToken cancellationToken);
}
