namespace Jim.Platform.Identity;

/// <summary>The development issuer's address and files.</summary>
/// <param name="Issuer">Its own address as clients reach it: <c>{JIM_PUBLIC_URL}/realms/{realm}</c>, without a slash at the end.</param>
/// <param name="RealmFile"><c>keycloak-realm/jim-realm.json</c>, the same file that Keycloak imports.</param>
/// <param name="KeyFile">Its RSA key, under <c>JIM_DATA</c>; created when missing.</param>
public sealed record DevelopmentIssuerOptions(string Issuer, string RealmFile, string KeyFile)
{
    /// <summary>How long a token from the start banner or <c>./jim token</c> is valid.</summary>
    public TimeSpan MintedLifespan { get; init; } = TimeSpan.FromHours(12);
}
