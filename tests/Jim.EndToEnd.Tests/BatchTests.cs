namespace Jim.EndToEnd.Tests;

/// <summary>Batches of requests and of variables, where <c>JIM_LIMIT_BATCH</c> allows three.</summary>
public sealed class BatchTests(BatchWorld world) : IClassFixture<BatchWorld>
{
    private const string Create = "mutation($t: String!) { createDocument(input: { title: $t }) { document { title } } }";

    [Fact]
    public async Task Operations_run_in_order_so_that_each_sees_what_was_written_before()
    {
        var title = $"batch-{Guid.NewGuid()}";
        var answers = await ArrayAsync(new JsonArray(
            Request(Create, new JsonObject { ["t"] = title }),
            Request($"{{ documents(where: {{ title: {{ eq: \"{title}\" }} }}) {{ nodes {{ title }} }} }}"),
            Request("{ nonsense }")));
        Assert.Equal([0, 1, 2], answers.Select(a => (int)a!["requestIndex"]!));
        Assert.Equal(title, (string?)answers[0]!["data"]!["createDocument"]!["document"]!["title"]);
        Assert.Equal(title, (string?)answers[1]!["data"]!["documents"]!["nodes"]![0]!["title"]);
        Assert.Null(answers[2]!["data"]);
        Assert.NotNull(answers[2]!["errors"]);
    }

    [Fact]
    public async Task A_list_of_variables_runs_the_operation_for_each()
    {
        var request = Request("query($n: Int!) { documents(first: $n) { nodes { id } } }");
        request["variables"] = new JsonArray(new JsonObject { ["n"] = 1 }, new JsonObject { ["n"] = 2 }, new JsonObject { ["n"] = "x" });
        var answers = await ArrayAsync(request);
        Assert.Equal([0, 1, 2], answers.Select(a => (int)a!["variableIndex"]!));
        Assert.All(answers, a => Assert.Null(a!["requestIndex"]));
        Assert.Equal([1, 2], answers.Take(2).Select(a => a!["data"]!["documents"]!["nodes"]!.AsArray().Count));
        Assert.NotNull(answers[2]!["errors"]);
    }

    [Fact]
    public async Task Both_kinds_go_together()
    {
        var sets = Request("query($n: Int!) { documents(first: $n) { nodes { id } } }");
        sets["variables"] = new JsonArray(new JsonObject { ["n"] = 1 }, new JsonObject { ["n"] = 2 });
        var answers = await ArrayAsync(new JsonArray(sets, Request("{ __typename }")));
        Assert.Equal(["0/0", "0/1", "1/"], answers.Select(a => $"{a!["requestIndex"]}/{a["variableIndex"]}"));
    }

    [Fact]
    public async Task Each_answer_of_a_stream_tells_its_request()
    {
        await using var results = await ResultStream.AskAsync(
            await world.As("alice"), new JsonArray(Request("{ me { name } }"), Request("{ __typename }")).ToJsonString(), "*/*");
        var all = await results.RestAsync();
        Assert.Equal([0, 1], all.Select(r => (int)r["requestIndex"]!));
        Assert.Equal("Query", (string?)all[1]["data"]!["__typename"]);
    }

    [Fact]
    public async Task A_subscription_has_no_place_in_a_batch()
    {
        var answers = await ArrayAsync(new JsonArray(Request("subscription { documents { nodes { id } } }"), Request("{ __typename }")));
        Assert.Equal("The specified operation kind is not allowed.", (string?)answers[0]!["errors"]![0]!["message"]);
        Assert.NotNull(answers[1]!["data"]);
    }

    [Theory]
    [InlineData("[]", "HC0009")]
    [InlineData("[1]", "HC0012")]
    [InlineData("[[{\"query\":\"{ __typename }\"}]]", "HC0012")]
    [InlineData("[{\"query\":\"{ __typename }\"}", "HC0012")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":[]}", "HC0009")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":[1]}", "HC0012")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":[{},{},{},{}]}", "HC0009")]
    [InlineData("[{\"query\":\"{ __typename }\",\"variables\":[{},{}]},{\"query\":\"{ __typename }\",\"variables\":[{},{}]}]", "HC0009")]
    public async Task What_is_no_batch_is_refused_before_anything_runs(string body, string code)
    {
        using var response = await PostAsync(body);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task Three_are_allowed_and_four_are_not()
    {
        var one = Request("{ __typename }");
        Assert.Equal(3, (await ArrayAsync(new JsonArray(one.DeepClone(), one.DeepClone(), one.DeepClone()))).Count);
        using var response = await PostAsync(
            new JsonArray(one.DeepClone(), one.DeepClone(), one.DeepClone(), one.DeepClone()).ToJsonString());
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal("The batch size exceeds the maximum allowed batch size of 3.", (string?)error["message"]);
    }

    [Fact]
    public async Task Files_go_to_the_request_that_the_map_names()
    {
        const string Upload = "mutation($f: Upload!) { uploadFile(input: { file: $f }) { file { name } } }";
        var operations = new JsonArray(Request("{ __typename }"), Request(Upload, new JsonObject { ["f"] = null }));
        using var form = new MultipartFormDataContent
        {
            { new StringContent(operations.ToJsonString()), "operations" },
            { new StringContent("{\"0\":[\"1.variables.f\"]}"), "map" },
            { new StringContent("hello"), "0", "batch.txt" },
        };
        using var response = await (await world.As("alice")).SendAsync(HttpMethod.Post, "/graphql", form, r =>
        {
            r.Headers.Add("GraphQL-Preflight", "1");
            r.Headers.Add("Accept", "application/json");
        });
        var answers = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal("batch.txt", (string?)answers[1]!["data"]!["uploadFile"]!["file"]!["name"]);
    }

    private static JsonObject Request(string query, JsonObject? variables = null) => new() { ["query"] = query, ["variables"] = variables };

    private async Task<JsonArray> ArrayAsync(JsonNode body)
    {
        using var response = await PostAsync(body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(text)!.AsArray();
    }

    private async Task<HttpResponseMessage> PostAsync(string body) => await (await world.As("alice")).SendAsync(
        HttpMethod.Post, "/graphql", new StringContent(body, Encoding.UTF8, "application/json"),
        r => r.Headers.Add("Accept", "application/json"));
}
