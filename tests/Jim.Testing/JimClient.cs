using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Jim.Testing;

/// <summary>A client over HTTP, as a stranger would write it.</summary>
public sealed class JimClient(Uri address, string? token = null)
{
    private static readonly HttpClient Http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address { get; } = address;

    public string? Token { get; } = token;

    /// <summary>The answer's JSON, whatever its status.</summary>
    public async Task<JsonNode> AskAsync(string query, object? variables = null, object? extensions = null) =>
        JsonNode.Parse(await (await PostAsync(query, variables, extensions)).Content.ReadAsStringAsync())!;

    /// <summary>The answer's <c>data</c>; errors fail the test.</summary>
    public async Task<JsonNode> DataAsync(string query, object? variables = null)
    {
        var answer = await AskAsync(query, variables);
        return answer["errors"] is null ? answer["data"]! : throw new InvalidOperationException(answer.ToJsonString());
    }

    public Task<HttpResponseMessage> PostAsync(string query, object? variables = null, object? extensions = null) =>
        SendAsync(HttpMethod.Post, "/graphql", JsonContent.Create(new { query, variables, extensions }));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        var target = path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri(Address, path);
        using var request = new HttpRequestMessage(method, target) { Content = content };
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        change?.Invoke(request);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends a file as the GraphQL multipart request specification says.</summary>
    public async Task<HttpResponseMessage> UploadAsync(HttpContent file, string name, string mutation, JsonObject input)
    {
        input["file"] = null;
        return await UploadAsync(file, name, mutation, new JsonObject { ["input"] = input }, "variables.input.file");
    }

    /// <summary>Sends one file that stands at several places of the variables, where they hold null.</summary>
    public async Task<HttpResponseMessage> UploadAsync(
        HttpContent file, string name, string mutation, JsonObject variables, params string[] places)
    {
        var map = new JsonObject { ["0"] = new JsonArray([.. places.Select(place => JsonValue.Create(place))]) };
        var form = new MultipartFormDataContent
        {
            { new StringContent(new JsonObject { ["query"] = mutation, ["variables"] = variables }.ToJsonString()), "operations" },
            { new StringContent(map.ToJsonString()), "map" },
            { file, "0", name },
        };
        return await SendAsync(HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
    }

    public static StringContent Text(string text, string type) => new(text, Encoding.UTF8, type);
}
