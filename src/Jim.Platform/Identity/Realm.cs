using System.Collections.Frozen;

namespace Jim.Platform.Identity;

/// <summary>What the development issuer takes from Keycloak's realm file.</summary>
/// <param name="Clients">The enabled ones, by client id.</param>
/// <param name="Users">The enabled ones, by user name; those of service accounts among them.</param>
/// <param name="SessionIdle">How long a refresh token is good.</param>
internal sealed record Realm(
    string Name,
    TimeSpan AccessTokenLifespan,
    TimeSpan CodeLifespan,
    TimeSpan SessionIdle,
    FrozenDictionary<string, RealmClient> Clients,
    FrozenDictionary<string, RealmUser> Users);
