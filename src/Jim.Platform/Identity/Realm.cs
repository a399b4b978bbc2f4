using System.Collections.Frozen;

namespace Jim.Platform.Identity;

/// <summary>The part of Keycloak's realm file that the development issuer uses.</summary>
/// <param name="Clients">The enabled ones, by client id.</param>
/// <param name="Users">The enabled ones by user name, service accounts included.</param>
/// <param name="SessionIdle">How long a refresh token is valid.</param>
internal sealed record Realm(
    string Name,
    TimeSpan AccessTokenLifespan,
    TimeSpan CodeLifespan,
    TimeSpan SessionIdle,
    FrozenDictionary<string, RealmClient> Clients,
    FrozenDictionary<string, RealmUser> Users);
