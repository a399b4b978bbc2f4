using System.Net;
using System.Net.Sockets;

namespace Jim.EndToEnd.Tests;

/// <summary>Bad input over the wire: a clear coded error, nothing lost, nothing leaked.</summary>
public sealed class BadInputTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id name sizeBytes } errors { ... on Error { code "
            + "message } } } }";

    [Fact]
    public async Task Malformed_JSON() => await RefusedAsync("{\"query\":", "application/json", HttpStatusCode.BadRequest, "HC0012");

    [Fact]
    public async Task An_empty_body() => await RefusedAsync("", "application/json", HttpStatusCode.BadRequest, "HC0012");

    [Fact]
    public async Task Invalid_UTF8()
    {
        using var response = await world.Anonymous()
            .SendAsync(HttpMethod.Post, "/graphql", new ByteArrayContent([.. "{\"query\":\""u8, 0xff, 0xfe, .. "\"}"u8])
            {
                Headers = { { "Content-Type", "application/json" } },
            });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_content_type()
    {
        using var response = await world.Anonymous()
            .SendAsync(HttpMethod.Post, "/graphql", JimClient.Text("{ me { name } }", "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("JIM_CONTENT_TYPE", await CodeAsync(response));
    }

    [Fact]
    public async Task A_body_over_the_limit() =>
        await RefusedAsync(
            JsonSerializer.Serialize(new { query = "{ me { name } }", variables = new { x = new string('a', 1 << 20) } }),
            "application/json", HttpStatusCode.RequestEntityTooLarge, "HC0010");

    [Fact]
    public async Task A_syntax_error_has_line_and_column()
    {
        var answer = await world.Anonymous().AskAsync("{\n  me { name \n");
        Assert.Equal(3, (int)answer["errors"]![0]!["locations"]![0]!["line"]!);
        Assert.Equal(1, (int)answer["errors"]![0]!["locations"]![0]!["column"]!);
    }

    [Fact]
    public async Task An_unknown_field()
    {
        var answer = await world.Anonymous().AskAsync("{ me { nickname } }");
        Assert.Equal(
            "The field `nickname` does not exist on the type `Me`.", ((string?)answer["errors"]![0]!["message"])!.Split(" Did you")[0]);
        Assert.Null(answer["data"]);
    }

    [Fact]
    public async Task A_wrong_variable_type()
    {
        var answer = await (await world.As("alice"))
            .AskAsync("query($id: UUID!) { documentById(id: $id) { id } }", new { id = "not a uuid" });
        Assert.NotNull(answer["errors"]![0]!["extensions"]!["code"]);
        Assert.Null(answer["data"]);
    }

    [Fact]
    public async Task A_multipart_request_without_the_header_that_browsers_must_ask_for()
    {
        using var form = new MultipartFormDataContent { { new StringContent("{}"), "operations" } };
        using var response = await (await world.As("alice")).SendAsync(HttpMethod.Post, "/graphql", form);
        Assert.Equal("HC0077", await CodeAsync(response));
    }

    [Theory]
    [InlineData("{\"0\":[\"variables.input.file\"]}", "HC0038")]
    [InlineData("{\"0\":[\"variables.input.nowhere\"]}", "HC0041")]
    [InlineData("{\"0\":[\"input.file\"]}", "HC0042")]
    [InlineData("{\"0\":[]}", "HC0037")]
    [InlineData("[1]", "HC0043")]
    public async Task A_map_that_does_not_fit(string map, string code)
    {
        using var form = new MultipartFormDataContent
        {
            {
                new StringContent(
                    new JsonObject
                    {
                        ["query"] = Upload, ["variables"] = new JsonObject { ["input"] = new JsonObject { ["file"] = null } },
                    }.ToJsonString()), "operations"
            },
            { new StringContent(map), "map" },
        };
        using var response = await (await world.As("alice"))
            .SendAsync(HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, await CodeAsync(response));
    }

    [Fact]
    public async Task Files_before_the_map()
    {
        // The whole form is small enough to be sent before the answer comes; a large one is cut off by the server.
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1]), "0", "x" }, { new StringContent("{}"), "operations" },
        };
        using var response = await (await world.As("alice"))
            .SendAsync(HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal("HC0035", await CodeAsync(response));
    }

    [Fact]
    public async Task An_upload_that_is_cut_in_the_middle_leaves_nothing()
    {
        var alice = await world.As("alice");
        var operations = new JsonObject
        {
            ["query"] = Upload, ["variables"] = new JsonObject { ["input"] = new JsonObject { ["file"] = null } },
        }.ToJsonString();
        var head = $"--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.input.file\"]}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"cut.bin\"\r\n\r\n";
        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(world.Address.Host, world.Address.Port);
            var request = $"POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {alice.Token}\r\nGraphQL-Preflight: 1\r\n"
                + $"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n{head}";
            await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request + new string('x', 200_000)));
            await tcp.GetStream().FlushAsync();
        }

        await Eventually.Holds(() => !Directory.EnumerateFiles(Path.Combine(world.Data, "spool")).Any());
        var files = await alice.DataAsync("{ files(where: { name: { eq: \"cut.bin\" } }) { nodes { id } } }");
        Assert.Empty(files["files"]!["nodes"]!.AsArray());
    }

    [Fact]
    public async Task An_empty_file_is_a_file_and_a_hostile_name_is_its_last_part()
    {
        using var response = await (await world.As("alice")).UploadAsync(new ByteArrayContent([]), "../../x", Upload, []);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var file = json["data"]?["uploadFile"]?["file"] ?? throw new InvalidOperationException(json.ToJsonString());
        Assert.Equal("x", (string?)file["name"]);
        Assert.Equal(0, (long)file["sizeBytes"]!);
    }

    [Fact]
    public async Task A_NUL_in_a_string()
    {
        var answer = await (await world.As("alice")).AskAsync(
            "mutation($t: String!) { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }", new { t = "a\0b" });
        AssertCodedWithoutDatabaseText(answer);
    }

    [Fact]
    public async Task A_number_that_would_be_a_hundred_thousand_digits()
    {
        using var response = await (await world.As("alice")).SendAsync(HttpMethod.Post, "/graphql", JimClient.Text(
            """{"query":"mutation($m: Any) { createDocument(input: { title: \"n\", status: DRAFT, meta: $m }) { document { id } } """
                + """}","variables":"""
            + """{"m":{"n":1e100000}}}""",
            "application/json"));
        AssertCodedWithoutDatabaseText(JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    [Theory]
    [InlineData("""{ "t": "a\u0000b" }""")]
    [InlineData("""{ "t": "a\ud800b" }""")]
    [InlineData("""{ "t": "a", "m": { "n": 1e200000 } }""")]
    [InlineData("""{ "t": "a", "m": { "n": "\u0000", "\udc00": [1e-200000] } }""")]
    [InlineData("""{ "t": "a" }""", "# \\u0000")]
    [InlineData("""{ "t": "a" }""", "# \\ud800")]
    [InlineData("""{ "t": "a" }""", "", "\\u0000")]
    public async Task What_a_job_cannot_hold_is_stored_or_refused_with_a_code(string variables, string comment = "", string name = "q")
    {
        const string Mutation = "mutation q($t: String!, $m: Any) @queued { "
            + "createDocument(input: { title: $t, status: DRAFT, meta: $m }) { document { id } } } ";
        using var response = await (await world.As("alice")).SendAsync(HttpMethod.Post, "/graphql", JimClient.Text(
            $$"""{ "query": "{{Mutation}}{{comment}}", "operationName": "{{name}}", "variables": {{variables}} }""", "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.BadRequest, text);
        Assert.DoesNotContain("INTERNAL", text, StringComparison.Ordinal);
        Assert.True(
            response.StatusCode == HttpStatusCode.Accepted
            || JsonNode.Parse(text)!["errors"]![0]!["extensions"]!["code"] is not null, text);
    }

    [Fact]
    public async Task A_query_deeper_than_the_limit()
    {
        var deep = string.Concat(Enumerable.Repeat("documents(first: 1) { nodes { owner { ", 8)) + "id"
            + string.Concat(Enumerable.Repeat(" } } }", 8));
        var answer = await (await world.As("alice")).AskAsync("{ " + deep + " }");
        Assert.Contains("depth", (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_costs_too_much_is_priced_and_refused()
    {
        const string Wide = "{ documents(first: 100) { nodes { documentEvents(first: 100) { nodes { document { owner { id } } } } } } }";
        Assert.Equal("HC0047", (string?)(await (await world.As("alice")).AskAsync(Wide))["errors"]![0]!["extensions"]!["code"]);
        using var told = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text("{\"query\":\"{ documents(first: 2) { nodes { id } } }\"}", "application/json"),
            r => r.Headers.Add("GraphQL-Cost", "report"));
        Assert.True((double)JsonNode.Parse(await told.Content.ReadAsStringAsync())!["extensions"]!["operationCost"]!["fieldCost"]! > 0);
    }

    [Fact]
    public async Task A_hundred_aliases()
    {
        var answer = await (await world.As("alice"))
            .AskAsync("{ " + string.Join(' ', Enumerable.Range(0, 100).Select(i => $"a{i}: me {{ name }}")) + " }");
        Assert.NotNull(answer["errors"]);
        Assert.Null(answer["data"]);
    }

    [Theory]
    [InlineData("not-a-token")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTEifQ.")]
    public async Task A_token_that_is_none(string token)
    {
        using var response = await new JimClient(world.Address, token).PostAsync("{ me { name } }");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_may_not_ask()
    {
        using var response = await world.Anonymous().SendAsync(HttpMethod.Options, "/graphql", change: r =>
        {
            r.Headers.Add("Origin", "https://evil.example");
            r.Headers.Add("Access-Control-Request-Method", "POST");
            r.Headers.Add("Access-Control-Request-Headers", "content-type");
        });
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        using var local = await world.Anonymous().SendAsync(HttpMethod.Options, "/graphql", change: r =>
        {
            r.Headers.Add("Origin", "http://localhost:19006");
            r.Headers.Add("Access-Control-Request-Method", "POST");
        });
        Assert.Equal("http://localhost:19006", local.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private async Task RefusedAsync(string body, string type, HttpStatusCode status, string code)
    {
        using var response = await world.Anonymous().SendAsync(HttpMethod.Post, "/graphql", JimClient.Text(body, type));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await CodeAsync(response));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!["extensions"]!["code"];

    private static void AssertCodedWithoutDatabaseText(JsonNode answer)
    {
        var error = answer["errors"]?[0] ?? answer["data"]!["createDocument"]!["errors"]![0]!;
        Assert.NotNull((string?)(error["extensions"]?["code"] ?? error["code"]));
        Assert.DoesNotContain("22P05", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsupported Unicode", answer.ToJsonString(), StringComparison.Ordinal);
    }
}
