namespace Jim.EndToEnd.Tests;

/// <summary>What resumable uploads refuse: at the beginning, before a byte is taken, or at the end, by what the bytes are.</summary>
public sealed class TusRefusalTests(TusWorld world) : IClassFixture<TusWorld>
{
    [Theory]
    [InlineData("filename")]
    [InlineData("filename =")]
    [InlineData("filename YQ==,filename YQ==")]
    [InlineData("filename YQ== YQ==")]
    [InlineData(" ,")]
    [InlineData("filename /w==")]
    [InlineData("filename YQBi")]
    [InlineData("filename YQ==,bucketName ZGVmYXVsdAA=")]
    public async Task Hostile_metadata_is_refused(string metadata)
    {
        var (status, code) = await (await world.As("alice")).CreateAsync(1, metadata).RefusalAsync();
        Assert.Equal(400, status);
        Assert.Contains(code, (string?[])["JIM_UPLOAD_INVALID", "JIM_FILE_NAME"]);
    }

    [Fact]
    public async Task Metadata_has_an_end()
    {
        var alice = await world.As("alice");
        var tooLong = TusClient.Metadata(("filename", new string('a', 7000)));
        Assert.Equal((400, "JIM_UPLOAD_INVALID"), await alice.CreateAsync(1, tooLong).RefusalAsync());
        await alice.BeginAsync(1, TusClient.Metadata(("filename", new string('a', 5000))));
        Assert.Equal((400, "JIM_FILE_NAME"), await alice.CreateAsync(1, TusClient.Metadata(("filename", "../.."))).RefusalAsync());
    }

    [Fact]
    public async Task What_the_upload_names_must_be_there_for_the_caller()
    {
        var alice = await world.As("alice");
        var foreign = await world.Database.ScalarAsync<Guid>(
            $"select id from documents where owner_id = '{JimWorld.Bob}' and status = 'draft' limit 1");
        foreach (var (key, value) in new[]
        {
            ("documentId", foreign.ToString()), ("documentId", Guid.NewGuid().ToString()), ("documentId", "'; drop table jim.files"),
            ("folderId", Guid.NewGuid().ToString()), ("folderId", "x"), ("id", Guid.NewGuid().ToString()), ("id", "x"),
        })
        {
            Assert.Equal(
                (404, "JIM_FILE_TARGET_NOT_FOUND"),
                await alice.CreateAsync(1, TusClient.Metadata(("filename", "a"), (key, value))).RefusalAsync());
        }

        Assert.Equal(
            (404, "JIM_BUCKET_NOT_FOUND"),
            await alice.CreateAsync(1, TusClient.Metadata(("filename", "a"), ("bucketName", "nowhere"))).RefusalAsync());
        Assert.Equal(0, await world.Database.ScalarAsync<long>(
            "select count(*) from jim.uploads where size = 1 and metadata not like 'filename YWFh%'"));
    }

    [Fact]
    public async Task Rights_are_asked_again_at_the_end()
    {
        var alice = await world.As("alice");
        var document = Guid.NewGuid();
        const string Create = "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }";
        await alice.DataAsync(Create, new { input = new { id = document, title = "gone", status = "DRAFT" } });
        var path = await alice.BeginAsync(2, TusClient.Metadata(("filename", "a"), ("documentId", document.ToString())));
        await world.Database.ExecuteAsync($"update documents set deleted_at = now() where id = '{document}'");
        Assert.Equal((404, "JIM_FILE_TARGET_NOT_FOUND"), await alice.PatchAsync(path, 0, [1, 2]).RefusalAsync());
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
        Assert.False(File.Exists(Path.Combine(world.Spool, Guid.Parse(path[^36..]).ToString("N"))));
        Assert.False(File.Exists(Path.Combine(world.Spool, Guid.Parse(path[^36..]).ToString("N") + ".part")));
    }

    [Fact]
    public async Task The_limits_of_the_bucket_hold()
    {
        await world.Database.ExecuteAsync(
            $"insert into jim.buckets (name, owner_id, size_max, mime_allow) values ('pictures', '{JimWorld.Alice}', 100, '{{image/*}}')");
        var alice = await world.As("alice");
        var metadata = TusClient.Metadata(("filename", "a.png"), ("filetype", "image/png"), ("bucketName", "pictures"));
        Assert.Equal((413, "JIM_FILE_TOO_LARGE"), await alice.CreateAsync(101, metadata).RefusalAsync());
        var path = await alice.BeginAsync(100, metadata);
        using var half = await alice.PatchAsync(path, 0, new byte[50]);
        Assert.Equal((415, "JIM_FILE_TYPE"), await alice.PatchAsync(path, 50, new byte[50]).RefusalAsync());
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
        Assert.Equal(0, await world.Database.ScalarAsync<long>(
            "select count(*) from jim.files f join jim.buckets b on b.id = f.bucket_id where b.name = 'pictures'"));
    }

    [Fact]
    public async Task An_upload_that_has_expired_is_gone()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        using var some = await alice.PatchAsync(path, 0, [1, 2]);
        await world.Database.ExecuteAsync($"update jim.uploads set expires_at = now() where id = '{path[^36..]}'");
        Assert.Equal((410, null), await alice.HeadAsync(path).RefusalAsync());
        Assert.Equal((410, "JIM_UPLOAD_GONE"), await alice.PatchAsync(path, 2, [3, 4]).RefusalAsync());
    }

    [Fact]
    public async Task Bytes_that_the_disk_has_lost_end_the_upload()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        using var some = await alice.PatchAsync(path, 0, [1, 2]);
        await File.WriteAllBytesAsync(
            Path.Combine(world.Spool, Guid.Parse(path[^36..]).ToString("N") + ".part"), [1], TestContext.Current.CancellationToken);
        Assert.Equal((410, "JIM_UPLOAD_GONE"), await alice.PatchAsync(path, 2, [3, 4]).RefusalAsync());
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_speak_tus_is_told()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        Assert.Equal((412, "JIM_UPLOAD_PROTOCOL"), await alice.SendAsync(HttpMethod.Post, TusClient.Uploads).RefusalAsync());
        Assert.Equal(
            (415, "JIM_CONTENT_TYPE"),
            await alice.TusAsync(HttpMethod.Patch, path, new ByteArrayContent([1]), ("Upload-Offset", "0")).RefusalAsync());
        Assert.Equal((400, "JIM_UPLOAD_INVALID"), await alice.TusAsync(HttpMethod.Post, TusClient.Uploads, null).RefusalAsync());
        foreach (var length in new[] { "-1", "x", "99999999999999999999", "1e3", "" })
        {
            Assert.Equal(
                (400, "JIM_UPLOAD_INVALID"),
                await alice.TusAsync(HttpMethod.Post, TusClient.Uploads, null, ("Upload-Length", length)).RefusalAsync());
        }

        Assert.Equal((405, null), await alice.TusAsync(HttpMethod.Post, path, null).RefusalAsync());
    }
}
