namespace Jim.Platform.Identity;

/// <summary>A client of the realm file.</summary>
/// <param name="Secret">Null for a public client.</param>
/// <param name="RedirectUris">A <c>*</c> at the end matches anything.</param>
/// <param name="Audiences">The <c>aud</c> of its tokens (from the audience mappers).</param>
/// <param name="NamesSubject">Whether its tokens have a <c>sub</c>: Keycloak gives one only to clients with the scope <c>basic</c>.</param>
internal sealed record RealmClient(
    string Id,
    string? Secret,
    bool CodeFlow,
    bool PasswordGrant,
    bool ServiceAccount,
    ImmutableArray<string> RedirectUris,
    ImmutableArray<string> Audiences,
    bool NamesSubject);
