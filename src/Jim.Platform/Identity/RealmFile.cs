using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Jim.Platform.Identity;

/// <summary>Reads Keycloak's realm export, as far as the development issuer follows it.</summary>
internal static class RealmFile
{
    /// <exception cref="InvalidDataException">The file is no realm, or a user has no fixed id; the message says which.</exception>
    public static Realm Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var realm = document.RootElement;
            return new Realm(
                Text(realm, "realm") ?? throw new InvalidDataException("no member realm"),
                Seconds(realm, "accessTokenLifespan", 300),
                Seconds(realm, "accessCodeLifespan", 60),
                Seconds(realm, "ssoSessionIdleTimeout", 1800),
                Enabled(realm, "clients").Select(Client).ToFrozenDictionary(c => c.Id, StringComparer.Ordinal),
                Enabled(realm, "users").Select(User).ToFrozenDictionary(u => u.Username, StringComparer.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is no usable realm file: {e.Message}", e);
        }
    }

    private static RealmClient Client(JsonElement client)
    {
        var id = Text(client, "clientId") ?? throw new InvalidDataException("a client has no clientId");
        var scopes = Texts(client, "defaultClientScopes");
        return new RealmClient(
            id,
            Flag(client, "publicClient")
                ? null
                : Text(client, "secret") ?? throw new InvalidDataException($"the confidential client {id} has no secret"),
            Flag(client, "standardFlowEnabled"),
            Flag(client, "directAccessGrantsEnabled"),
            Flag(client, "serviceAccountsEnabled"),
            Texts(client, "redirectUris"),
            [.. Items(client, "protocolMappers")
                .Where(m => Text(m, "protocolMapper") == "oidc-audience-mapper")
                .Select(m => Text(m.GetProperty("config"), "included.custom.audience"))
                .OfType<string>()],
            scopes.Contains("basic", StringComparer.Ordinal));
    }

    private static RealmUser User(JsonElement user)
    {
        var name = Text(user, "username") ?? throw new InvalidDataException("a user has no username");
        return new RealmUser(
            Text(user, "id") ?? throw new InvalidDataException($"the user {name} has no fixed id"),
            name,
            Items(user, "credentials").Where(c => Text(c, "type") == "password").Select(c => Text(c, "value")).FirstOrDefault(),
            Text(user, "firstName"),
            Text(user, "lastName"),
            Text(user, "email"),
            Flag(user, "emailVerified"),
            Texts(user, "realmRoles"),
            Text(user, "serviceAccountClientId"));
    }

    private static IEnumerable<JsonElement> Enabled(JsonElement json, string name) => Items(json, name).Where(i => Flag(i, "enabled"));

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var array) ? array.EnumerateArray() : default;

    private static ImmutableArray<string> Texts(JsonElement json, string name) => [.. Items(json, name).Select(i => i.GetString()!)];

    private static string? Text(JsonElement json, string name) => CompactJwt.Text(json, name);

    private static bool Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static TimeSpan Seconds(JsonElement json, string name, int otherwise) =>
        TimeSpan.FromSeconds(json.TryGetProperty(name, out var number) ? number.GetInt32() : otherwise);
}
