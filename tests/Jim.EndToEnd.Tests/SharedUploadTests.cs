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

    /// <summary>A deferred trigger refuses the file when the transaction ends.</summary>
    [Fact]
    public async Task An_upload_that_fails_at_the_commit_is_told_where_it_stands()
    {
        await MakeTriggersAsync();
        var (id, spool) = (Guid.NewGuid(), Path.Combine(world.Data, "spool"));
        const string Payload = "{ file { id } errors { ... on Error { code message } } }";
        var answer = await UploadAsync($"{Mutation} {{ a: {Create} b: uploadFile(input: $input) {Payload} }}", id, [], "late.txt");
        Assert.True(answer.AsObject().ContainsKey("data"));
        Assert.Null(answer["data"]);
        Assert.Equal(
            ["a JIM_ROLLED_BACK", "b LT002"],
            answer["errors"]!.AsArray().Select(e => $"{e!["path"]![0]} {e["extensions"]!["code"]}").Order());
        Assert.Equal(0L, await world.Database.ScalarAsync<long>($"select count(*) from documents where id = '{id}'"));

        const string Told = """{"file":null,"errors":[{"code":"LT002","message":"Not at this hour."}]}""";
        const string Alone = "mutation($input: UploadFileInput!) @transaction { it: uploadFile(input: $input) " + Payload + " }";
        Assert.Equal(Told, (await UploadAsync(Alone, id, [], "late.txt"))["data"]!["it"]!.ToJsonString());
        var several = Alone.Replace("@transaction", "", StringComparison.Ordinal)
            .Replace("uploadFile(input: $input)", "uploadFiles(input: { files: [$input] })", StringComparison.Ordinal)
            .Replace("file {", "file: files {", StringComparison.Ordinal);
        Assert.Equal(Told, (await UploadAsync(several, id, [], "late.txt"))["data"]!["it"]!.ToJsonString());

        var broken = await UploadAsync(
            $"{Mutation} {{ a: {Create} b: uploadFile(input: $input) {Payload} }}", Guid.NewGuid(), [], "late broken.txt");
        Assert.Null(broken["data"]);
        var fault = broken["errors"]!.AsArray().Single(e => (string?)e!["path"]![0] == "b")!;
        Assert.Equal("JIM_DATABASE_ERROR", (string?)fault["extensions"]!["code"]);
        Assert.NotNull(fault["extensions"]!["requestId"]);
        Assert.Empty(Directory.EnumerateFiles(spool));
    }

    [Fact]
    public async Task An_upload_that_a_trigger_skips_is_told_so_and_leaves_nothing()
    {
        await MakeTriggersAsync();
        const string Upload =
            "mutation($input: UploadFileInput!) { it: uploadFile(input: $input) { file { id } errors { ... on Error { code } } } }";
        const string Skipped = """{"file":null,"errors":[{"code":"JIM_SKIPPED"}]}""";
        var answer = await UploadAsync(Upload, default, [], "skipped.txt");
        Assert.Equal(Skipped, answer["data"]!["it"]!.ToJsonString());
        var together = await UploadAsync(Upload.Replace("!) {", "!) @transaction {", StringComparison.Ordinal), default, [], "skipped.txt");
        Assert.Equal(Skipped, together["data"]!["it"]!.ToJsonString());

        // A new version of a file whose row a trigger keeps as it is.
        var kept = await UploadAsync(Upload, default, [], "kept.txt");
        var id = (string)kept["data"]!["it"]!["file"]!["id"]!;
        await Eventually.Holds(
            async () => await world.Database.ScalarAsync<string>($"select state::text from jim.files where id = '{id}'") == "stored");
        await world.Database.ExecuteAsync(
            "create trigger keep before update on jim.files for each row when (new.name = 'kept.txt') execute function take_nothing()");
        var version = await UploadAsync(Upload, default, new JsonObject { ["id"] = id }, "kept.txt");
        Assert.Equal(Skipped, version["data"]!["it"]!.ToJsonString());
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from jim.file_versions where file_id = '{id}'"));
        await Eventually.Holds(() => !Directory.EnumerateFiles(Path.Combine(world.Data, "spool")).Any());
    }

    private Task MakeTriggersAsync() => world.Database.ExecuteAsync("""
        drop trigger if exists late on jim.files;
        drop trigger if exists skip on jim.files;
        drop trigger if exists keep on jim.files;
        create or replace function refuse_late() returns trigger language plpgsql as $$
        begin
          if new.name = 'late broken.txt' then
            perform 1 from no_such_table;
          end if;
          raise exception 'Not at this hour.' using errcode = 'LT002';
        end
        $$;
        create or replace function take_nothing() returns trigger language plpgsql as $$ begin return null; end $$;
        create constraint trigger late after insert on jim.files deferrable initially deferred
          for each row when (new.name like 'late%') execute function refuse_late();
        create trigger skip before insert on jim.files for each row when (new.name = 'skipped.txt') execute function take_nothing();
        """);

    private async Task<JsonNode> UploadAsync(string mutation, Guid id, JsonObject input, string name = "note.txt")
    {
        input["file"] = null;
        var variables = new JsonObject { ["id"] = id.ToString(), ["input"] = input };
        var form = new MultipartFormDataContent
        {
            { new StringContent(new JsonObject { ["query"] = mutation, ["variables"] = variables }.ToJsonString()), "operations" },
            { new StringContent("""{"0":["variables.input.file"]}"""), "map" },
            { JimClient.Text("some bytes", "text/plain"), "0", name },
        };
        using var response = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
