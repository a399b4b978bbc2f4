using System.Net;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Trusted operations by id, automatic persisted queries by hash, and the allow-list, over each transport of a real server.
/// </summary>
public sealed class PersistedTests(PersistedWorld world) : IClassFixture<PersistedWorld>
{
    private const string Json = "application/json";
    private const string Modern = "application/graphql-response+json";

    [Theory]
    [InlineData("POST", "/graphql", """{"id":"Me"}""")]
    [InlineData("POST", "/graphql", """{"documentId":"Me"}""")]
    [InlineData("POST", "/graphql", """{"documentId":"Pair","operationName":"Name"}""")]
    [InlineData("POST", "/graphql/persisted/Me", "{}")]
    [InlineData("POST", "/graphql/persisted/Pair/Name", """{"id":"none","query":"{ nonsense }"}""")]
    [InlineData("GET", "/graphql?id=Me", null)]
    [InlineData("GET", "/graphql?documentId=Pair&operationName=Name", null)]
    [InlineData("GET", "/graphql/persisted/Me", null)]
    [InlineData("GET", "/graphql/persisted/Pair/Name", null)]
    public async Task An_id_runs_its_operation(string method, string path, string? body)
    {
        var answer = await (await world.As("alice")).AnswerAsync(method, path, body);
        Assert.Equal("""{"data":{"me":{"name":"Alice Arden"}}}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("POST", "/graphql", """{"id":"Some","variables":{"first":2}}""")]
    [InlineData("POST", "/graphql/persisted/Some", """{"variables":{"first":2}}""")]
    [InlineData("GET", "/graphql/persisted/Some?variables=%7B%22first%22:2%7D", null)]
    public async Task Its_variables_come_with_the_request(string method, string path, string? body)
    {
        var answer = await (await world.As("alice")).AnswerAsync(method, path, body);
        Assert.Equal(2, answer["data"]!["documents"]!["nodes"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"id":"3f1e6a3c9d1b"}""")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"3f1e6a3c9d1b"}}}""")]
    public async Task An_id_of_a_manifest_is_sent_as_an_id_or_as_Apollos_clients_do(string body) =>
        Assert.Equal(
            JimWorld.Alice, (string?)(await (await world.As("alice")).AnswerAsync("POST", "/graphql", body))["data"]!["me"]!["subject"]);

    [Theory]
    [InlineData("POST", "/graphql", """{"id":"none"}""", "none")]
    [InlineData("GET", "/graphql?id=none", null, "none")]
    [InlineData("GET", "/graphql/persisted/none", null, "none")]
    [InlineData("GET", "/graphql/persisted/..%2FMe", null, "..%2FMe")]
    [InlineData("POST", "/graphql", """{"id":"<a b>"}""", "<a b>")]
    public async Task An_unknown_id_is_refused_by_its_name(string method, string path, string? body, string key)
    {
        using var modern = await world.Anonymous().AskForAsync(method, path, body, Modern);
        Assert.Equal(HttpStatusCode.BadRequest, modern.StatusCode);
        var error = (await modern.ReadAsync())["errors"]![0]!;
        Assert.Equal("The specified persisted operation key is invalid.", (string?)error["message"]);
        Assert.Equal("HC0020", (string?)error["extensions"]!["code"]);
        Assert.Equal(key, (string?)error["extensions"]!["requestedKey"]);

        using var legacy = await world.Anonymous().AskForAsync(method, path, body, Json);
        Assert.Equal(HttpStatusCode.OK, legacy.StatusCode);
    }

    [Fact]
    public async Task A_mutation_by_id_does_not_go_by_GET()
    {
        var alice = await world.As("alice");
        var title = Guid.NewGuid().ToString();
        using var get = await alice.AskForAsync("GET", $$"""/graphql/persisted/Create?variables={"title":"{{title}}"}""", null, Modern);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        var posted = await alice.AnswerAsync("POST", "/graphql/persisted/Create", $$$"""{"variables":{"title":"{{{title}}}"}}""");
        Assert.Equal(title, (string?)posted["data"]!["createDocument"]!["document"]!["title"]);
    }

    [Fact]
    public async Task An_upload_goes_by_id_too()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"id":"Upload","variables":{"file":null}}"""), "operations" },
            { new StringContent("""{"0":["variables.file"]}"""), "map" },
            { new ByteArrayContent([1, 2, 3]), "0", "by-id.bin" },
        };
        var alice = await world.AsStrictly("alice");
        using var response = await alice.SendAsync(HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal("by-id.bin", (string?)(await response.ReadAsync())["data"]!["uploadFile"]!["file"]!["name"]);
    }

    [Fact]
    public async Task A_hash_is_missed_told_and_known()
    {
        var alice = await world.As("alice");
        var text = NewQuery();
        foreach (var accept in new[] { Modern, Json })
        {
            using var miss = await alice.AskForAsync("POST", "/graphql", WithHash(text, told: false), accept);
            Assert.Equal(HttpStatusCode.OK, miss.StatusCode);
            Assert.True(miss.Headers.CacheControl!.NoStore);
            Assert.Equal(
                """{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"HC0020"}}]}""",
                (await miss.ReadAsync()).ToJsonString());
        }

        var told = await alice.AnswerAsync("POST", "/graphql", WithHash(text, told: true));
        Assert.Equal("Alice Arden", (string?)told["data"]!["me"]!["name"]);
        Assert.Equal($$"""{"sha256Hash":"{{HashOf(text)}}","persisted":true}""", told["extensions"]!["persistedQuery"]!.ToJsonString());

        var known = await alice.AnswerAsync("POST", "/graphql", WithHash(text, told: false));
        Assert.Equal("""{"data":{"me":{"name":"Alice Arden"}}}""", known.ToJsonString());
        var extensions = Uri.EscapeDataString(JsonNode.Parse(WithHash(text, told: false))!["extensions"]!.ToJsonString());
        Assert.Equal(known.ToJsonString(), (await alice.AnswerAsync("GET", $"/graphql?extensions={extensions}", null)).ToJsonString());
    }

    [Fact]
    public async Task A_text_that_is_not_valid_is_not_kept()
    {
        var alice = await world.As("alice");
        const string Text = "{ nonsense }";
        var refused = await alice.AnswerAsync("POST", "/graphql", WithHash(Text, told: true));
        Assert.Contains("nonsense", (string?)refused["errors"]![0]!["message"], StringComparison.Ordinal);
        var again = await alice.AnswerAsync("POST", "/graphql", WithHash(Text, told: false));
        Assert.Equal("PersistedQueryNotFound", (string?)again["errors"]![0]!["message"]);
    }

    [Fact]
    public async Task A_text_that_one_role_told_is_validated_for_another()
    {
        const string Text = "query Told { documents(first: 1) { nodes { id } } }";
        Assert.NotNull((await (await world.As("alice")).AnswerAsync("POST", "/graphql", WithHash(Text, told: true)))["data"]);
        var anonymous = await world.Anonymous().AnswerAsync("POST", "/graphql", WithHash(Text, told: false));
        Assert.Contains("`documents` does not exist", (string?)anonymous["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"query":"{ me { name } }","extensions":{"persistedQuery":{"version":1"""
            + ""","sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}}}""", "JIM_PERSISTED_HASH")]
    [InlineData(
        """{"extensions":{"persistedQuery":{"version":2"""
            + ""","sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}}}""", "JIM_PERSISTED_QUERY")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"short"}}}""", "JIM_PERSISTED_QUERY")]
    [InlineData("""{"extensions":{}}""", "HC0012")]
    public async Task A_hash_that_cannot_be_right_is_refused(string body, string code)
    {
        using var response = await (await world.As("alice")).AskForAsync("POST", "/graphql", body, Modern);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, Code(await response.ReadAsync()));
    }

    [Fact]
    public async Task A_socket_knows_ids_and_hashes()
    {
        await using var socket = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        Assert.Equal("Alice Arden", await NameAsync("1", """{"id":"Me"}"""));
        var text = NewQuery();
        Assert.Equal("PersistedQueryNotFound", await NameAsync("2", WithHash(text, told: false)));
        Assert.Equal("Alice Arden", await NameAsync("3", WithHash(text, told: true)));
        Assert.Equal("Alice Arden", await NameAsync("4", WithHash(text, told: false)));
        await socket.SendAsync(new JsonObject { ["type"] = "subscribe", ["id"] = "5", ["payload"] = JsonNode.Parse("""{"id":"Live"}""") });
        Assert.NotNull((await socket.UntilAsync(m => (string?)m["id"] == "5"))["payload"]!["data"]!["documents"]);

        async Task<string?> NameAsync(string id, string payload)
        {
            await socket.SendAsync(new JsonObject { ["type"] = "subscribe", ["id"] = id, ["payload"] = JsonNode.Parse(payload) });
            var answer = (await socket.UntilAsync(m => (string?)m["id"] == id))["payload"]!;
            return answer is JsonArray errors ? (string?)errors[0]!["message"] : (string?)answer["data"]!["me"]!["name"];
        }
    }

    [Fact]
    public async Task A_stream_of_events_knows_ids()
    {
        using var response = await (await world.As("alice")).AskForAsync("POST", "/graphql", """{"id":"Live"}""", "text/event-stream");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: next", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(
            """data: {"data":{"documents":""", await lines.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_part_of_an_answer_in_parts_tells_that_its_text_was_kept()
    {
        var text = NewQuery().Replace("name", "... @defer { name }", StringComparison.Ordinal);
        using var response = await (await world.As("alice")).AskForAsync("POST", "/graphql", WithHash(text, told: true), "multipart/mixed");
        var parts = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, parts.Split(HashOf(text)[..16]).Length);
        Assert.Contains("\"persisted\":true", parts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_the_allow_list_another_text_is_refused_and_says_why()
    {
        var alice = await world.AsStrictly("alice");
        var introspection = Query("query IntrospectionQuery { __schema { queryType { name } } }");
        foreach (var body in new[] { Query("{ me { subject } }"), introspection, WithHash(NewQuery(), told: true) })
        {
            using var response = await alice.AskForAsync("POST", "/graphql", body, Modern);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var error = (await response.ReadAsync())["errors"]![0]!;
            Assert.Equal("Only persisted operations are allowed.", (string?)error["message"]);
            Assert.Equal("HC0067", (string?)error["extensions"]!["code"]);
            Assert.Contains("JIM_ONLY_PERSISTED is on", (string?)error["extensions"]!["hint"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"id":"Me"}""")]
    [InlineData("""{"id":"Me","query":"{ nonsense }"}""")]
    [InlineData("""{"query":"query Me { me { name } }"}""")]
    public async Task Under_the_allow_list_trusted_operations_run(string body) =>
        Assert.Equal(
            "Alice Arden",
            (string?)(await (await world.AsStrictly("alice")).AnswerAsync("POST", "/graphql", body))["data"]!["me"]!["name"]);

    [Fact]
    public async Task Under_the_allow_list_no_client_is_asked_for_a_text_that_would_be_refused()
    {
        var alice = await world.AsStrictly("alice");
        var miss = await alice.AnswerAsync("POST", "/graphql", WithHash(NewQuery(), told: false));
        Assert.Equal("The specified persisted operation key is invalid.", (string?)miss["errors"]![0]!["message"]);
        var known = await alice.AnswerAsync("POST", "/graphql", WithHash("query Me { me { name } }", told: false));
        Assert.Equal("Alice Arden", (string?)known["data"]!["me"]!["name"]);
    }

    [Fact]
    public async Task Under_the_allow_list_a_socket_is_held_to_it_too()
    {
        await using var socket = await LiveClient.ConnectAsync(world.Strict.Address, await world.TokenAsync("alice"));
        await socket.SubscribeAsync("1", "subscription { documents(first: 1) { nodes { title } } }");
        var refused = await socket.UntilAsync(m => (string?)m["id"] == "1");
        Assert.Equal("error", (string?)refused["type"]);
        Assert.Equal("HC0067", (string?)refused["payload"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task Administrators_send_what_they_like()
    {
        var carol = await world.AsStrictly("carol");
        Assert.Null((await carol.AskAsync("{ __schema { queryType { name } } me { name } }"))["errors"]);
        var text = NewQuery();
        Assert.Equal(
            "PersistedQueryNotFound",
            (string?)(await carol.AnswerAsync("POST", "/graphql", WithHash(text, told: false)))["errors"]![0]!["message"]);
        await carol.AnswerAsync("POST", "/graphql", WithHash(text, told: true));
        Assert.NotNull((await carol.AnswerAsync("POST", "/graphql", WithHash(text, told: false)))["data"]);

        var alice = await world.AsStrictly("alice");
        Assert.Equal("HC0020", Code(await alice.AnswerAsync("POST", "/graphql", WithHash(text, told: false))));
    }

    private static string NewQuery() => $"query Q{Guid.NewGuid():N} {{ me {{ name }} }}";

    private static string Query(string text) => JsonSerializer.Serialize(new { query = text });

    private static string WithHash(string text, bool told)
    {
        var request = new JsonObject
        {
            ["extensions"] = new JsonObject { ["persistedQuery"] = new JsonObject { ["version"] = 1, ["sha256Hash"] = HashOf(text) } },
        };
        if (told)
        {
            request["query"] = text;
        }

        return request.ToJsonString();
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Code(JsonNode answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];
}

/// <summary>Requests in any form, and their answers.</summary>
file static class Asking
{
    public static Task<HttpResponseMessage> AskForAsync(this JimClient client, string method, string path, string? body, string accept) =>
        client.SendAsync(
        new HttpMethod(method), path, body is null ? null : JimClient.Text(body, "application/json"), r => r.Headers.Add("Accept", accept));

    public static async Task<JsonNode> ReadAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static async Task<JsonNode> AnswerAsync(this JimClient client, string method, string path, string? body)
    {
        using var response = await client.AskForAsync(method, path, body, "application/graphql-response+json");
        return await response.ReadAsync();
    }
}
