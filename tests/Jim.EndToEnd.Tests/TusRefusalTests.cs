using System.Net.Sockets;

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
    [InlineData("filename YQ==,name\tof YQ==")]
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
        var part = await world.PartOfAsync(path);
        await world.Database.ExecuteAsync($"update documents set deleted_at = now() where id = '{document}'");
        Assert.Equal((404, "JIM_FILE_TARGET_NOT_FOUND"), await alice.PatchAsync(path, 0, [1, 2]).RefusalAsync());
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
        Assert.False(File.Exists(part[..^".part".Length]));
        Assert.False(File.Exists(part));
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
        await File.WriteAllBytesAsync(await world.PartOfAsync(path), [1], TestContext.Current.CancellationToken);
        Assert.Equal((410, "JIM_UPLOAD_GONE"), await alice.PatchAsync(path, 2, [3, 4]).RefusalAsync());
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
    }

    /// <summary>Clients of tus try again after a 409 and a 5xx, and after no other status.</summary>
    [Theory]
    [InlineData(503, "JIM_CONFLICT", "raise exception 'met' using errcode = '40001'")]
    [InlineData(500, "JIM_DATABASE_ERROR", "perform (select generate_series(1, 2))")]
    public async Task An_upload_whose_file_the_database_could_not_take_goes_on(int status, string code, string statement)
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4, TusClient.Metadata(("filename", "met.bin")));
        using var some = await alice.PatchAsync(path, 0, [1, 2]);
        await world.Database.ExecuteAsync($"""
            create function meet() returns trigger language plpgsql as $$ begin {statement}; end $$;
            create trigger meet before insert on jim.files for each row when (new.name = 'met.bin') execute function meet();
            """);
        try
        {
            using var refused = await alice.PatchAsync(path, 2, [3, 4]);
            var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var extensions = JsonNode.Parse(text)!["errors"]![0]!["extensions"]!;
            Assert.Equal((status, code), ((int)refused.StatusCode, (string?)extensions["code"]));
            Assert.Equal(status == 500, extensions["requestId"] is not null); // under which the log tells why
        }
        finally
        {
            await world.Database.ExecuteAsync("drop function meet cascade");
        }

        using var last = await alice.PatchAsync(path, await alice.OffsetAsync(path), [3, 4]);
        Assert.Equal([1, 2, 3, 4], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Fact]
    public async Task A_request_that_sends_nothing_more_is_told_where_to_go_on()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(world.Address.Host, world.Address.Port, TestContext.Current.CancellationToken);
        var request = $"PATCH {path} HTTP/1.1\r\nHost: {world.Address.Authority}\r\nAuthorization: Bearer {alice.Token}\r\n"
            + "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 4\r\n\r\nab";
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tcp.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken); // Kestrel's least rate ends the request
        Assert.StartsWith("HTTP/1.1 409 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"JIM_UPLOAD_OFFSET\",\"offset\":2", answer, StringComparison.Ordinal);
        using var last = await alice.PatchAsync(path, 2, "cd"u8.ToArray());
        Assert.Equal("abcd"u8.ToArray(), await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parts_that_the_disk_has_lost_make_no_file(bool whole)
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(3, string.Empty, ("Upload-Concat", "partial"));
        using var sent = await alice.PatchAsync(path, 0, [1, 2, 3]);
        var part = await world.PartOfAsync(path);
        if (whole)
        {
            File.Delete(part);
        }
        else
        {
            await File.WriteAllBytesAsync(part, [1, 2], TestContext.Current.CancellationToken);
        }

        Assert.Equal((410, "JIM_UPLOAD_GONE"), await alice.TusAsync(
            HttpMethod.Post, TusClient.Uploads, null, ("Upload-Concat", $"final;{path}"),
            ("Upload-Metadata", TusClient.Metadata(("filename", "lost.bin")))).RefusalAsync());
        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from jim.files where name = 'lost.bin'"));
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
