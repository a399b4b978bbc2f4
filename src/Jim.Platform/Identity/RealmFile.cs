using System.Collections.Frozen;
using System.Text.Json;

namespace Jim.Platform.Identity;

/// <summary>Reads what the development issuer uses of Keycloak's realm file.</summary>
internal static class RealmFile
{
    /// <exception cref="InvalidDataException">
    /// The file is not a realm, or a client or user lacks a required member; the message says which.
    /// </exception>
    public static Realm Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var realm = document.RootElement;
            return new Realm(
                ReadText(realm, "realm") ?? throw new InvalidDataException("no member realm"),
                ReadSeconds(realm, "accessTokenLifespan", 300),
                ReadSeconds(realm, "accessCodeLifespan", 60),
                ReadSeconds(realm, "ssoSessionIdleTimeout", 1800),
                ReadEnabled(realm, "clients").Select(ReadClient).ToFrozenDictionary(c => c.Id, StringComparer.Ordinal),
                ReadEnabled(realm, "users").Select(ReadUser).ToFrozenDictionary(u => u.Username, StringComparer.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} is no usable realm file: {e.Message}", e);
        }
    }

    private static RealmClient ReadClient(JsonElement client)
    {
        var id = ReadText(client, "clientId") ?? throw new InvalidDataException("a client has no clientId");
        var scopes = ReadTexts(client, "defaultClientScopes");
        return new RealmClient(
            id,
            ReadFlag(client, "publicClient")
                ? null
                : ReadText(client, "secret") ?? throw new InvalidDataException($"the confidential client {id} has no secret"),
            ReadFlag(client, "standardFlowEnabled"),
            ReadFlag(client, "directAccessGrantsEnabled"),
            ReadFlag(client, "serviceAccountsEnabled"),
            ReadTexts(client, "redirectUris"),
            [.. ReadItems(client, "protocolMappers")
                .Where(m => ReadText(m, "protocolMapper") == "oidc-audience-mapper")
                .Select(m => ReadText(m.GetProperty("config"), "included.custom.audience"))
                .OfType<string>()],
            scopes.Contains("basic", StringComparer.Ordinal));
    }

    private static RealmUser ReadUser(JsonElement user)
    {
        var name = ReadText(user, "username") ?? throw new InvalidDataException("a user has no username");
        return new RealmUser(
            ReadText(user, "id") ?? throw new InvalidDataException($"the user {name} has no fixed id"),
            name,
            ReadItems(user, "credentials").Where(c => ReadText(c, "type") == "password").Select(c => ReadText(c, "value")).FirstOrDefault(),
            ReadText(user, "firstName"),
            ReadText(user, "lastName"),
            ReadText(user, "email"),
            ReadFlag(user, "emailVerified"),
            ReadTexts(user, "realmRoles"),
            ReadText(user, "serviceAccountClientId"));
    }

    private static IEnumerable<JsonElement> ReadEnabled(JsonElement json, string name) =>
        ReadItems(json, name).Where(i => ReadFlag(i, "enabled"));

    private static JsonElement.ArrayEnumerator ReadItems(JsonElement json, string name) =>
        json.TryGetProperty(name, out var array) ? array.EnumerateArray() : default;

    private static ImmutableArray<string> ReadTexts(JsonElement json, string name) =>
        [.. ReadItems(json, name).Select(i => i.GetString()!)];

    private static string? ReadText(JsonElement json, string name) => CompactJwt.ReadText(json, name);

    private static bool ReadFlag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static TimeSpan ReadSeconds(JsonElement json, string name, int otherwise) =>
        TimeSpan.FromSeconds(json.TryGetProperty(name, out var number) ? number.GetInt32() : otherwise);
}
