using System.Net;
using System.Net.Http.Headers;

namespace Jim.EndToEnd.Tests;

/// <summary>Files on three places: two folders and a bucket of Garage, as a file of targets names them.</summary>
public sealed class TargetsWorld : EmbeddedWorld
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("jim-targets-").FullName;

    public string FolderOf(string target) => Path.Combine(Folder, target);

    public override async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(FolderOf("near"));
        Directory.CreateDirectory(FolderOf("far"));
        var file = Path.Combine(Folder, "targets.json");
        await File.WriteAllTextAsync(file, $$"""
            [
              { "name": "near", "url": "file://{{FolderOf("near")}}" },
              { "name": "far", "role": "copy", "url": "file://{{FolderOf("far")}}" },
              {
                "name": "cloud", "url": "s3://{{TestServices.S3Bucket}}/targets-{{Guid.NewGuid():N}}", "endpoint": "{{TestServices.S3}}",
                "region": "{{TestServices.S3Region}}", "accessKeyId": "env:CLOUD_KEY", "secretAccessKey": "env:CLOUD_SECRET"
              }
            ]
            """);
        Environment["JIM_TARGETS"] = file;
        Environment["CLOUD_KEY"] = TestServices.S3AccessKey;
        Environment["CLOUD_SECRET"] = TestServices.S3SecretKey;
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed class TargetTests(TargetsWorld world) : IClassFixture<TargetsWorld>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_comes_to_every_target()
    {
        var alice = await world.As("alice");
        var file = await UploadAsync(alice, "everywhere");

        Assert.Equal("STORED", (string?)file["state"]);
        await AreAsync(file, "cloud ok, far ok, near ok");
        Assert.Single(Find("near", file));
        Assert.Single(Find("far", file));
    }

    /// <summary>Two copies of three are enough, and the third is made without anybody's doing when its place is back.</summary>
    [Fact]
    public async Task A_folder_that_is_away_stops_no_upload_and_is_made_whole_when_it_is_back()
    {
        var alice = await world.As("alice");
        var admin = await world.As("carol");
        var away = world.FolderOf("far") + ".away";
        Directory.Move(world.FolderOf("far"), away);

        var file = await UploadAsync(alice, "meanwhile");

        Assert.Equal("STORED", (string?)file["state"]);
        Assert.Equal("meanwhile", await ReadAsync(alice, file));
        await Eventually.Holds(async () => (string?)(await TargetAsync(admin, "far"))["error"] == "The store's directory is not there.");
        await Eventually.Holds(async () => (long)(await TargetAsync(admin, "far"))["waitingFiles"]! > 0); // the keeper has measured
        Assert.False(Directory.Exists(world.FolderOf("far"))); // what may be a mount point is not made
        await using (var doctor = JimProcess.Start(world.EnvironmentWith(), "doctor", "--env-file", "/dev/null"))
        {
            Assert.Equal(1, await doctor.ExitAsync(TimeSpan.FromSeconds(60)));
            Assert.Matches("(?m)^ill +far +does not answer", doctor.Log);
            Assert.Matches("(?m)^ill +targets +far lacks [1-9]", doctor.Log);
        }

        Directory.Move(away, world.FolderOf("far"));

        await AreAsync(file, "cloud ok, far ok, near ok");
        await Eventually.Holds(async () =>
            await TargetAsync(admin, "far") is var far && far["error"] is null && (long)far["waitingFiles"]! == 0);
    }

    [Fact]
    public async Task A_wrong_copy_is_not_served_and_is_mended()
    {
        var alice = await world.As("alice");
        var file = await UploadAsync(alice, "right");
        await AreAsync(file, "cloud ok, far ok, near ok");
        var copy = Assert.Single(Find("near", file));
        await File.WriteAllTextAsync(copy, "wrong", Ct);

        Assert.Equal("right", await ReadAsync(alice, file, new RangeHeaderValue(0, 4)));

        await Eventually.Holds(async () => await File.ReadAllTextAsync(copy, Ct) == "right");
        await AreAsync(file, "cloud ok, far ok, near ok");
    }

    [Fact]
    public async Task A_deleted_file_cannot_be_read_until_it_is_restored()
    {
        const string Delete = "mutation($id: UUID!) { deleteFile(input: { id: $id }) { file { id name } errors { __typename } } }";
        const string Restore = "mutation($id: UUID!) { restoreFile(input: { id: $id }) { file { state } errors { __typename } } }";
        var alice = await world.As("alice");
        var file = await UploadAsync(alice, "kept");
        var id = (string)file["id"]!;
        Assert.Null((await alice.DataAsync(Delete, new { id }))["deleteFile"]!["errors"]);
        using (var gone = await alice.SendAsync(HttpMethod.Get, $"/files/{id}"))
        {
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        var bobs = await (await world.As("bob")).DataAsync(Restore, new { id });
        Assert.Equal("NotFoundError", (string?)bobs["restoreFile"]!["errors"]![0]!["__typename"]);
        var restored = await alice.DataAsync(Restore, new { id });

        Assert.Equal("STORED", (string?)restored["restoreFile"]!["file"]!["state"]);
        Assert.Equal("kept", await ReadAsync(alice, file));
    }

    [Fact]
    public async Task Targets_are_told_to_administrators_only()
    {
        const string Ask = "{ targets(order: { name: ASC }) { nodes { name address waitingFiles waitingBytes error removedAt } } }";
        var told = await (await world.As("carol")).DataAsync(Ask);

        Assert.Equal(["cloud", "far", "near"], told["targets"]!["nodes"]!.AsArray().Select(n => (string?)n!["name"]));
        Assert.DoesNotContain(TestServices.S3SecretKey, told.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((await (await world.As("alice")).AskAsync(Ask))["errors"]);
    }

    private static async Task<JsonObject> UploadAsync(JimClient client, string text)
    {
        const string Upload =
            "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id state } errors { __typename } } }";
        var input = new JsonObject { ["ack"] = "STORED" };
        using var sent = await client.UploadAsync(new StringContent(text), "a.txt", Upload, input);
        var answer = JsonNode.Parse(await sent.Content.ReadAsStringAsync(Ct))!;
        return answer["data"]!["uploadFile"]!["file"]!.AsObject();
    }

    private static async Task<JsonObject> TargetAsync(JimClient client, string name) =>
        (await client.DataAsync("query($name: String!) { targetByName(name: $name) { error waitingFiles } }", new { name }))
            ["targetByName"]!.AsObject();

    private static async Task<string> ReadAsync(JimClient client, JsonObject file, RangeHeaderValue? range = null)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"/files/{(string?)file["id"]}", change: r => r.Headers.Range = range);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private string[] Find(string target, JsonObject file) =>
    [
        .. Directory.GetFiles(world.FolderOf(target), "*", SearchOption.AllDirectories)
            .Where(path => path.Contains((string)file["id"]!, StringComparison.Ordinal)),
    ];

    private async Task AreAsync(JsonObject file, string states) => Assert.Equal(states, await Eventually.Gives(
        () => world.Database.ScalarAsync<string>($"""
            select string_agg(r.target || ' ' || r.state, ', ' order by r.target) from jim.replicas r
            join jim.file_versions v on v.id = r.version_id where v.file_id = '{(string?)file["id"]}'
            """),
        found => found == states));
}
