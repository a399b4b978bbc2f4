using System.Net;
using System.Net.Sockets;

namespace Jim.EndToEnd.Tests;

/// <summary>No byte of a file is written before the operation, its variables, the caller's rights and the bucket allow it.</summary>
public sealed class UploadAdmissionTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { ... on Error { code } } } }";

    public static TheoryData<string?, string, string, string, string> Refused => new()
    {
        { null, "{ __typename }", """{"f":null}""", "variables.f", "HC0041" },
        { null, "query($f: String) { a: __typename b: __type(name: $f) { name } }", """{"f":null}""", "variables.f", "\"errors\"" },
        { "alice", "query($n: String) { documents(where: {title: {eq: $n}}) { totalCount } }", """{"n":null}""", "variables.n", "HC0041" },
        { "alice", "query { me { name } }", """{"f":null}""", "variables.f", "HC0041" },
        { null, Upload, """{"input":{"file":null}}""", "variables.input.file", "\"errors\"" },
        { "alice", Upload, """{"input":{"file":null,"bucketName":"nope"}}""", "variables.input.file", "JIM_BUCKET_NOT_FOUND" },
        {
            "alice", Upload, """{"input":{"file":null,"folderId":"99999999-9999-4999-8999-999999999999"}}""", "variables.input.file",
            "JIM_FILE_TARGET_NOT_FOUND"
        },
        {
            "alice", Upload, """{"input":{"file":null,"id":"99999999-9999-4999-8999-999999999999"}}""", "variables.input.file",
            "JIM_FILE_TARGET_NOT_FOUND"
        },
        { "alice", Upload, """{"input":{"file":null,"bucketName":"ruled"}}""", "variables.input.file", "JIM_FILE_FORBIDDEN" },
        { "alice", Upload, """{"input":{"file":null,"bucketName":"small"}}""", "variables.input.file", "JIM_FILE_TOO_LARGE" },
        {
            "alice", "mutation($f: Upload!, $no: Boolean! = false) { uploadFile(input: {file: $f}) @include(if: $no) { file { id } } }",
            """{"f":null}""", "variables.f", "data"
        },
    };

    /// <summary>
    /// The client declares 64 MiB, sends 1 MiB and waits: the answer must not need the rest, and no file is made meanwhile.
    /// </summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Nothing_is_written_for(string? user, string query, string variables, string place, string expected)
    {
        await MakeBucketsAsync();
        var spool = Path.Combine(world.Data, "spool");
        var written = new List<string>();
        using var watch = new FileSystemWatcher(spool) { EnableRaisingEvents = true };
        watch.Created += (_, e) => written.Add(e.Name!);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(world.Address.Host, world.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = tcp.GetStream();
        var head = Encoding.UTF8.GetBytes(await HeadAsync(user, query, variables, place));
        await stream.WriteAsync(head, TestContext.Current.CancellationToken);
        var answer = ReadAnswerAsync(stream);
        try
        {
            await stream.WriteAsync(new byte[1 << 20], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Answered and closed before all was sent.
        }

        var text = await answer.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Empty(written);
        Assert.Empty(Directory.EnumerateFiles(spool));
    }

    [Fact]
    public async Task Whom_a_policy_of_files_forbids_fills_no_disk()
    {
        await MakeBucketsAsync();
        await world.Database.ExecuteAsync(
            "drop policy if exists not_bob on jim.files; create policy not_bob on jim.files as restrictive for insert to jim_user "
                + $"with check (owner_id <> '{JimWorld.Bob}')");
        try
        {
            var spool = Path.Combine(world.Data, "spool");
            var written = new List<string>();
            using var watch = new FileSystemWatcher(spool) { EnableRaisingEvents = true };
            watch.Created += (_, e) => written.Add(e.Name!);
            using var answer = await (await world.As("bob")).UploadAsync(new ByteArrayContent(new byte[50 << 20]), "x.bin", Upload, []);
            Assert.Contains("JIM_FILE_FORBIDDEN", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Empty(written);

            // A policy that reads the name is asked when the name is known, and lets in what it allows.
            await world.Database.ExecuteAsync(
                "create policy named on jim.files as restrictive for insert to jim_user with check (name like 'ok%')");
            foreach (var (name, expected) in new[] { ("ok.bin", "\"errors\":null"), ("no.bin", "JIM_FILE_FORBIDDEN") })
            {
                using var named = await (await world.As("alice")).UploadAsync(new ByteArrayContent([1, 2, 3]), name, Upload, []);
                Assert.Contains(expected, await named.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            await world.Database.ExecuteAsync("drop policy if exists not_bob on jim.files; drop policy if exists named on jim.files");
        }
    }

    [Fact]
    public async Task A_part_that_the_map_does_not_name_is_read_over_only_so_far()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent($"{{\"query\":\"{Upload}\",\"variables\":{{\"input\":{{\"file\":null}}}}}}"), "operations" },
            { new StringContent("""{"0":["variables.input.file"]}"""), "map" },
            { new ByteArrayContent(new byte[3 << 20]), "unknown", "unknown" },
            { new ByteArrayContent([1]), "0", "x" },
        };
        using var answer = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql", form, r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_may_belong_to_a_row_that_an_earlier_field_makes()
    {
        var id = Guid.NewGuid();
        using var answer = await (await world.As("alice")).UploadAsync(
            new ByteArrayContent([1, 2]), "x.bin",
            "mutation($id: UUID!, $f: Upload!) { createDocument(input: {id: $id, title: \"t\"}) { document { id } } "
                + "uploadFile(input: {file: $f, documentId: $id}) { file { sizeBytes } errors { ... on Error { code } } } }",
            new JsonObject { ["id"] = id.ToString(), ["f"] = null }, "variables.f");
        var json = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"sizeBytes\":2", json, StringComparison.Ordinal);
    }

    /// <summary>What docs/files.md says of uploads without a token.</summary>
    [Fact]
    public async Task Whoever_sends_no_token_may_upload_where_rights_of_jim_anonymous_allow()
    {
        await using var open = await OpenWorld.RunAsync();
        using var answer = await open.Anonymous().UploadAsync(
            new ByteArrayContent([1, 2, 3]), "x.bin",
            "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { sizeBytes } errors { ... on Error { code } } } }",
            new JsonObject { ["bucketName"] = "inbox" });
        var json = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"sizeBytes\":3", json, StringComparison.Ordinal);
        using var elsewhere = await open.Anonymous().UploadAsync(
            new ByteArrayContent([1, 2, 3]), "x.bin", Upload, new JsonObject { ["bucketName"] = "default" });
        var refused = await elsewhere.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("JIM_BUCKET_NOT_FOUND", refused, StringComparison.Ordinal);
    }

    /// <summary>One whose files are small, and one to which a policy of files lets nobody upload.</summary>
    private Task MakeBucketsAsync() => world.Database.ExecuteAsync("""
        insert into jim.buckets (name, owner_id, size_max) values ('small', null, 1000), ('ruled', null, null) on conflict do nothing;
        drop policy if exists ruled on jim.files;
        create policy ruled on jim.files as restrictive for insert to jim_user
          with check (bucket_id <> (select b.id from jim.buckets b where b.name = 'ruled'));
        """);

    private async Task<string> HeadAsync(string? user, string query, string variables, string place)
    {
        var token = user is null ? "" : $"Authorization: Bearer {await world.TokenAsync(user)}\r\n";
        var operations = $"{{\"query\":{JsonSerializer.Serialize(query)},\"variables\":{variables}}}";
        return $"POST /graphql HTTP/1.1\r\nHost: {world.Address.Authority}\r\n{token}GraphQL-Preflight: 1\r\n"
            + $"Accept: application/json\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {64 << 20}\r\n\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{{\"0\":[\"{place}\"]}}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"x.bin\"\r\n\r\n";
    }

    private static async Task<string> ReadAnswerAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed with what was not read.
        }

        return text.ToString();
    }

    private sealed class OpenWorld : EmbeddedWorld
    {
        public static async Task<OpenWorld> RunAsync()
        {
            var world = new OpenWorld();
            await world.InitializeAsync();
            var guide = DocumentPage.Read("docs/files.md").Blocks.Where(b => b.Language == "sql");
            await world.Database.ExecuteAsync(guide.Single(b => b.Text.Contains("jim_anonymous", StringComparison.Ordinal)).Text);
            const string Query = "{ __type(name: \"UploadFileInput\") { name } }";
            await Eventually.Holds(
                async () => (await world.Anonymous().AskAsync(Query))["data"]?["__type"]?["name"] is not null);
            return world;
        }
    }
}
