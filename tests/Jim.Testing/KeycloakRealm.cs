using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Jim.Testing;

/// <summary>
/// A realm of one test's own in the run's Keycloak, made of the realm file, whose users, sessions and keys it may change. Every call of
/// the admin API has a token of its own, because those live for a minute.
/// </summary>
public sealed class KeycloakRealm : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private KeycloakRealm(string name) => Name = name;

    public string Name { get; }

    public string Issuer => $"{TestServices.Keycloak}/realms/{Name}";

    private string Admin => $"{TestServices.Keycloak}/admin/realms/{Name}";

    /// <param name="change">
    /// Changes the realm file's content before it is imported; users have no ids, which Keycloak gives them then.
    /// </param>
    public static async Task<KeycloakRealm> CreateAsync(Action<JsonNode>? change = null)
    {
        var realm = new KeycloakRealm($"test-{Guid.NewGuid():N}");
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("keycloak-realm/jim-realm.json")))!;
        file["realm"] = realm.Name;
        foreach (var user in file["users"]!.AsArray())
        {
            user!.AsObject().Remove("id"); // ids are unique in the whole server
        }

        change?.Invoke(file);
        await SendAsync(HttpMethod.Post, $"{TestServices.Keycloak}/admin/realms", file);
        return realm;
    }

    /// <summary>What a path below the realm holds.</summary>
    public Task<JsonNode?> GetAsync(string path = "") => SendAsync(HttpMethod.Get, Admin + path);

    public Task PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, Admin + path, body ?? new JsonObject());

    public Task PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, Admin + path, body);

    public Task DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, Admin + path, body);

    /// <summary>The id, which is the <c>sub</c> of tokens.</summary>
    public async Task<string> FindUserAsync(string name) => (string)(await GetAsync($"/users?exact=true&username={name}"))![0]!["id"]!;

    /// <summary>Lets a user have a realm role, or no longer.</summary>
    public async Task SetRoleAsync(string user, string role, bool has)
    {
        var roles = new JsonArray((await GetAsync($"/roles/{role}"))!.DeepClone());
        var path = $"/users/{await FindUserAsync(user)}/role-mappings/realm";
        await (has ? PostAsync(path, roles) : DeleteAsync(path, roles));
    }

    /// <summary>Lets a user sign in, or no longer.</summary>
    public async Task EnableAsync(string user, bool enabled) =>
        await PutAsync($"/users/{await FindUserAsync(user)}", new JsonObject { ["enabled"] = enabled });

    /// <summary>A claim of a token's payload.</summary>
    public static string? ReadClaim(string token, string name)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]);
        return JsonNode.Parse(Encoding.UTF8.GetString(payload))![name]?.ToString();
    }

    public async ValueTask DisposeAsync() => await SendAsync(HttpMethod.Delete, Admin);

    private static async Task<JsonNode?> SendAsync(HttpMethod method, string url, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(url))
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync()) },
        };
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode ? throw new InvalidOperationException($"{method} {url}: {answer.StatusCode} {text}")
            : text.Length == 0 ? null
            : JsonNode.Parse(text);
    }

    private static async Task<string> SignInAsync()
    {
        using var answer = await Http.PostAsync(
            new Uri($"{TestServices.Keycloak}/realms/master/protocol/openid-connect/token"),
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = "admin", ["password"] = "admin",
            }));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
    }
}
