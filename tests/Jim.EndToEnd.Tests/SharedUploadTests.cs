namespace Jim.EndToEnd.Tests;

/// <summary>Uploads that share a transaction with other fields: all is kept, or nothing.</summary>
public sealed class SharedUploadTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Mutation = "mutation($id: UUID!, $input: UploadFileInput!) @transaction";
    private const string Create = "createDocument(input: { id: $id, title: \"with a file\" }) { document { id } errors { __typename } }";

    [Fact]
    public async Task A_refused_upload_undoes_the_fields_before_and_after_it()
    {
        var id = Guid.NewGuid();
        var answer = await UploadAsync(
            $"{Mutation} {{ a: {Create} b: uploadFile(input: $input) {{ file {{ id }} errors {{ ... on Error {{ code }} }} }} }}",
            id, new JsonObject { ["bucketName"] = "nope" });
        Assert.Null(answer["data"]);
        Assert.Equal(
            ["a JIM_ROLLED_BACK", "b JIM_BUCKET_NOT_FOUND"],
            answer["errors"]!.AsArray().Select(e => $"{e!["path"]![0]} {e["extensions"]!["code"]}").Order());
        Assert.Equal(0L, await world.Database.ScalarAsync<long>($"select count(*) from documents where id = '{id}'"));
    }

    [Fact]
    public async Task A_refused_field_undoes_the_upload()
    {
        var (id, before) = (Guid.NewGuid(), Directory.GetFiles(Path.Combine(world.Data, "spool")).Length);
        var files = await world.Database.ScalarAsync<long>("select count(*) from jim.files");
        var answer = await UploadAsync(
            Mutation + " { b: uploadFile(input: $input) { file { id } errors { __typename } } "
                + "a: createDocument(input: { id: $id, title: \"x\", groupId: $id }) { errors { __typename } } }",
            id, []);
        Assert.Null(answer["data"]);
        Assert.Contains("JIM_FOREIGN_KEY", answer["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(files, await world.Database.ScalarAsync<long>("select count(*) from jim.files"));
        Assert.Equal(before, Directory.GetFiles(Path.Combine(world.Data, "spool")).Length);
    }

    [Fact]
    public async Task A_file_can_belong_to_a_row_of_the_same_transaction()
    {
        var id = Guid.NewGuid();
        var answer = await UploadAsync(
            $"{Mutation} {{ a: {Create} b: uploadFile(input: $input) {{ file {{ state document {{ id }} }} errors {{ __typename }} }} }}",
            id, new JsonObject { ["documentId"] = id.ToString(), ["ack"] = "STORED" });
        Assert.Null(answer["errors"]);
        Assert.Equal(id.ToString(), (string?)answer["data"]!["b"]!["file"]!["document"]!["id"]);
        Assert.Equal("STORED", (string?)answer["data"]!["b"]!["file"]!["state"]);
    }

    private async Task<JsonNode> UploadAsync(string mutation, Guid id, JsonObject input)
    {
        input["file"] = null;
        var variables = new JsonObject { ["id"] = id.ToString(), ["input"] = input };
        var form = new MultipartFormDataContent
        {
            { new StringContent(new JsonObject { ["query"] = mutation, ["variables"] = variables }.ToJsonString()), "operations" },
            { new StringContent("""{"0":["variables.input.file"]}"""), "map" },
            { JimClient.Text("some bytes", "text/plain"), "0", "note.txt" },
        };
        using var response = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
