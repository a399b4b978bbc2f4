namespace Jim.Platform.Identity;

/// <summary>Where the development issuer lives and what it reads.</summary>
/// <param name="Issuer">Its own address as clients reach it: <c>{JIM_PUBLIC_URL}/realms/{realm}</c>, without a slash at the end.</param>
/// <param name="RealmFile"><c>keycloak-realm/jim-realm.json</c>, the same file that Keycloak imports.</param>
/// <param name="KeyFile">Its RSA key, made when missing; under <c>JIM_DATA</c>.</param>
public sealed record DevelopmentIssuerOptions(string Issuer, string RealmFile, string KeyFile)
{
    /// <summary>How long a token made for the start banner or <c>./jim token</c> is good.</summary>
    public TimeSpan MintedLifespan { get; init; } = TimeSpan.FromHours(12);
}
