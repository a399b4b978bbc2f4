using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>One part at several places, one variable at several fields (GraphQL multipart request specification): a file for
/// each.</summary>
public sealed class UploadPlacesTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string List =
        "mutation($input: UploadFilesInput!) { uploadFiles(input: $input) { files { id state } errors { ... on Error { code } } } }";
    private const string Answer = "{ file { id state sizeBytes sha256 } errors { ... on Error { code } } }";
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task One_part_at_two_places_is_two_files()
    {
        var mutation = $"mutation($a: UploadFileInput!, $b: UploadFileInput!) {{ a: uploadFile(input: $a) {Answer} "
            + $"b: uploadFile(input: $b) {Answer} }}";
        var variables = new JsonObject { ["a"] = Input(), ["b"] = Input() };
        AssertStored(await UploadAsync(mutation, variables, "variables.a.file", "variables.b.file"), 2);
    }

    [Fact]
    public async Task One_variable_at_three_fields_is_three_files()
    {
        AssertStored(await UploadAsync(Fields(3), new JsonObject { ["f"] = null }, "variables.f"), 3);
        await Eventually.Holds(() => !Directory.EnumerateFiles(Path.Combine(world.Data, "spool")).Any());
    }

    [Fact]
    public async Task A_small_request_cannot_fill_the_disk()
    {
        var data = await UploadAsync(Fields(13), new JsonObject { ["f"] = null }, "variables.f");
        var codes = data.Select(f => (string?)f.Value!["errors"]?[0]!["code"]).ToList();
        Assert.Equal([.. Enumerable.Repeat<string?>(null, 11), "JIM_TOO_MANY_FILES", "JIM_TOO_MANY_FILES"], codes);
        await Eventually.Holds(() => !Directory.EnumerateFiles(Path.Combine(world.Data, "spool")).Any());
    }

    [Fact]
    public async Task Files_of_a_list_are_kept_in_its_order()
    {
        var data = await UploadAsync(List, Files(Input(), Input()), "variables.input.files.0.file", "variables.input.files.1.file");
        Assert.Null(data["uploadFiles"]!["errors"]);
        Assert.Equal(["STORED", "STORED"], data["uploadFiles"]!["files"]!.AsArray().Select(f => (string?)f!["state"]));
    }

    [Fact]
    public async Task Of_a_list_with_a_file_that_is_refused_none_is_kept()
    {
        var before = await world.Database.ScalarAsync<long>("select count(*) from jim.files");
        var nowhere = Input();
        nowhere["bucketName"] = "nope";
        var data = await UploadAsync(
            List, Files(Input(), nowhere, Input()), [.. Enumerable.Range(0, 3).Select(i => $"variables.input.files.{i}.file")]);
        Assert.Null(data["uploadFiles"]!["files"]);
        Assert.Equal("JIM_BUCKET_NOT_FOUND", (string?)data["uploadFiles"]!["errors"]![0]!["code"]);
        Assert.Equal(before, await world.Database.ScalarAsync<long>("select count(*) from jim.files"));
        await Eventually.Holds(() => !Directory.EnumerateFiles(Path.Combine(world.Data, "spool")).Any());
    }

    [Fact]
    public async Task Another_multipart_type_is_not_read()
    {
        using var body = new MultipartContent("mixed") { new StringContent("{\"query\":\"{ __typename }\"}") };
        using var response = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql", body, r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static JsonObject Files(params JsonObject[] files) => new() { ["input"] = new JsonObject { ["files"] = new JsonArray(files) } };

    private static JsonObject Input() => new() { ["file"] = null, ["ack"] = "STORED" };

    private static string Fields(int count) =>
        $"mutation($f: Upload!) {{ {string.Concat(Enumerable.Range(0, count).Select(i => $"f{i}: uploadFile(input: {{ file: $f, ack: STORED }}) {Answer} "))}}}";

    private static void AssertStored(JsonObject data, int count)
    {
        Assert.Equal(count, data.Select(f => (string?)f.Value!["file"]!["id"]).Distinct().Count());
        Assert.All(data, f =>
        {
            Assert.Null(f.Value!["errors"]);
            Assert.Equal("STORED", (string?)f.Value["file"]!["state"]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Bytes)), (string?)f.Value["file"]!["sha256"]);
        });
    }

    private async Task<JsonObject> UploadAsync(string mutation, JsonObject variables, params string[] places)
    {
        using var file = new ByteArrayContent(Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-test") } };
        using var response = await (await world.As("alice")).UploadAsync(file, "a.bin", mutation, variables, places);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["data"]?.AsObject() ?? throw new InvalidOperationException(answer.ToJsonString());
    }
}
