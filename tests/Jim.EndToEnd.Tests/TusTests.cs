using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>Resumable uploads by tus 1.0, as the protocol has them and as hostile clients send them.</summary>
public sealed class TusTests(TusWorld world) : IClassFixture<TusWorld>
{
    [Fact]
    public async Task An_upload_by_parts_becomes_a_file_of_its_document()
    {
        var alice = await world.As("alice");
        var document = Guid.NewGuid();
        const string Create = "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }";
        await alice.DataAsync(Create, new { input = new { id = document, title = "tus", status = "DRAFT" } });
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        var metadata = TusClient.Metadata(
            ("filename", "../report.pdf"), ("filetype", "text/html"), ("x", ""), ("documentId", document.ToString()));
        var path = await alice.BeginAsync(bytes.Length, metadata);
        using (var first = await alice.PatchAsync(path, 0, bytes[..1_000_000]))
        {
            Assert.Equal((HttpStatusCode.NoContent, 1_000_000), (first.StatusCode, first.Offset()));
            Assert.Null(first.Header("Jim-File"));
        }

        using (var where = await alice.HeadAsync(path))
        {
            Assert.Equal((1_000_000, "3000000"), (where.Offset(), where.Header("Upload-Length")));
            Assert.Equal(metadata, where.Header("Upload-Metadata"));
            Assert.Equal("no-store", where.Headers.CacheControl!.ToString());
            Assert.InRange(
                DateTimeOffset.Parse(where.Header("Upload-Expires")!, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddHours(23),
                DateTimeOffset.UtcNow.AddHours(25));
        }

        using var last = await alice.PatchAsync(path, 1_000_000, bytes[1_000_000..]);
        Assert.Equal((HttpStatusCode.NoContent, bytes.Length), (last.StatusCode, last.Offset()));
        var file = await alice.StoredAsync(last);
        Assert.Equal(bytes, await alice.DownloadAsync(file));
        const string Read = "query($id: UUID!) { fileById(id: $id) { name mimeType sha256 ownerId document { id } } }";
        var row = (await alice.DataAsync(Read, new { id = file }))["fileById"]!;
        Assert.Equal(
            ("report.pdf", "application/pdf", Convert.ToHexStringLower(SHA256.HashData(bytes)), JimWorld.Alice, document.ToString()),
            (
                (string?)row["name"], (string?)row["mimeType"], (string?)row["sha256"], (string?)row["ownerId"],
                (string?)row["document"]!["id"]));

        // The answer to the last bytes may be lost: whoever asks again is told of the same file.
        using var again = await alice.HeadAsync(path);
        using var repeated = await alice.PatchAsync(path, bytes.Length, []);
        Assert.Equal((bytes.Length, file, file), (again.Offset(), again.Header("Jim-File"), repeated.Header("Jim-File")));
    }

    [Fact]
    public async Task An_upload_with_an_id_is_a_new_version_of_that_file()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(3);
        using var first = await alice.PatchAsync(path, 0, [1, 2, 3]);
        var file = await alice.StoredAsync(first);
        var next = await alice.BeginAsync(2, TusClient.Metadata(("filename", "b.bin"), ("id", file)));
        using var second = await alice.PatchAsync(next, 0, [4, 5]);
        Assert.Equal(file, second.Header("Jim-File"));
        await Eventually.Holds(async () => (await alice.DownloadAsync(file)).SequenceEqual((byte[])[4, 5]));
    }

    [Fact]
    public async Task What_the_server_can_do_is_told()
    {
        using var answer = await world.Anonymous().SendAsync(HttpMethod.Options, TusClient.Uploads);
        Assert.Equal(
            (
                HttpStatusCode.NoContent, "1.0.0", "sha1,sha256",
                "creation,creation-with-upload,checksum,expiration,termination,concatenation"),
            (answer.StatusCode, answer.Header("Tus-Version"), answer.Header("Tus-Checksum-Algorithm"), answer.Header("Tus-Extension")));
        using var foreign = await world.Anonymous().SendAsync(
            HttpMethod.Head, TusClient.Uploads + $"/{Guid.NewGuid()}", null, r => r.Headers.Add("Origin", "http://localhost:5173"));
        Assert.Contains("Jim-File", foreign.Header("Access-Control-Expose-Headers")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_and_a_file_in_the_first_request_need_no_other()
    {
        var alice = await world.As("alice");
        using var empty = await alice.CreateAsync(0);
        Assert.Equal(HttpStatusCode.Created, empty.StatusCode);
        Assert.Empty(await alice.DownloadAsync(await alice.StoredAsync(empty)));
        var content = new ByteArrayContent([7, 8, 9]);
        content.Headers.ContentType = new("application/offset+octet-stream");
        using var whole = await alice.TusAsync(
            HttpMethod.Post, TusClient.Uploads, content, ("Upload-Length", "3"),
            ("Upload-Metadata", TusClient.Metadata(("filename", "c"))));
        Assert.Equal((HttpStatusCode.Created, 3), (whole.StatusCode, whole.Offset()));
        Assert.Equal([7, 8, 9], await alice.DownloadAsync(await alice.StoredAsync(whole)));
    }

    [Fact]
    public async Task Bytes_at_another_offset_or_beyond_the_end_are_refused()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(10);
        Assert.Equal((409, "JIM_UPLOAD_OFFSET"), await alice.PatchAsync(path, 4, [1, 2]).RefusalAsync());
        using var some = await alice.PatchAsync(path, 0, [1, 2]);
        Assert.Equal((409, "JIM_UPLOAD_OFFSET"), await alice.PatchAsync(path, 0, [1, 2]).RefusalAsync());
        Assert.Equal((413, "JIM_FILE_TOO_LARGE"), await alice.PatchAsync(path, 2, new byte[9]).RefusalAsync());
        Assert.Equal(2, await alice.OffsetAsync(path));
        using var rest = await alice.PatchAsync(path, 2, [3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await alice.DownloadAsync(await alice.StoredAsync(rest)));
    }

    [Fact]
    public async Task Bytes_without_their_checksum_do_not_count()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(6);
        byte[] bytes = [1, 2, 3];
        var wrong = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, [9]));
        Assert.Equal(
            (460, "JIM_UPLOAD_CHECKSUM"), await alice.PatchAsync(path, 0, bytes, ("Upload-Checksum", $"sha1 {wrong}")).RefusalAsync());
        Assert.Equal(0, await alice.OffsetAsync(path));
        foreach (var unknown in new[] { "md4 AAAA", "sha1", "sha1 AAAA", "sha256 ?", $"sha256 {wrong}" })
        {
            Assert.Equal((400, "JIM_UPLOAD_INVALID"), await alice.PatchAsync(path, 0, bytes, ("Upload-Checksum", unknown)).RefusalAsync());
        }

        var sha1 = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, bytes));
        using var first = await alice.PatchAsync(path, 0, bytes, ("Upload-Checksum", $"sha1 {sha1}"));
        Assert.Equal(3, first.Offset());
        Assert.Equal(
            (460, "JIM_UPLOAD_CHECKSUM"), await alice.PatchAsync(path, 3, [4, 5, 0], ("Upload-Checksum", $"sha1 {sha1}")).RefusalAsync());
        var sha256 = Convert.ToBase64String(SHA256.HashData([4, 5, 6]));
        using var last = await alice.PatchAsync(path, 3, [4, 5, 6], ("Upload-Checksum", $"sha256 {sha256}"));
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Fact]
    public async Task Nobody_reaches_the_upload_of_another_user()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        foreach (var stranger in new[] { await world.As("bob"), world.Anonymous() })
        {
            Assert.Equal((404, null), await stranger.HeadAsync(path).RefusalAsync());
            Assert.Equal((404, "JIM_UPLOAD_NOT_FOUND"), await stranger.PatchAsync(path, 0, [1, 2, 3, 4]).RefusalAsync());
            Assert.Equal((404, "JIM_UPLOAD_NOT_FOUND"), await stranger.TusAsync(HttpMethod.Delete, path, null).RefusalAsync());
        }

        Assert.Equal((403, "JIM_FILE_FORBIDDEN"), await world.Anonymous().CreateAsync(4).RefusalAsync());
        Assert.Equal(
            (403, "JIM_FILE_FORBIDDEN"),
            await world.Anonymous().CreateAsync(4, null, ("Upload-Concat", "partial")).RefusalAsync());
        Assert.Equal(0, await alice.OffsetAsync(path));
        using var mine = await alice.PatchAsync(path, 0, [5, 6, 7, 8]);
        Assert.Equal([5, 6, 7, 8], await alice.DownloadAsync(await alice.StoredAsync(mine)));
    }

    [Fact]
    public async Task A_later_writer_at_another_gateway_takes_over_and_no_byte_is_mixed()
    {
        var alice = await world.As("alice");
        var second = new JimClient(world.Second.Address, alice.Token);
        var path = await alice.BeginAsync(300_000);
        var (head, late, taken) = (RandomNumberGenerator.GetBytes(100_000), new byte[200_000], RandomNumberGenerator.GetBytes(200_000));
        var gated = new GatedContent(head, late);
        var older = alice.PatchAsync(path, 0, gated);
        Assert.Equal(100_000, await Eventually.Gives(() => second.OffsetAsync(path), offset => offset == 100_000));
        using var last = await second.PatchAsync(path, 100_000, taken);
        Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
        gated.Open();
        Assert.Equal((409, "JIM_UPLOAD_TAKEN"), await older.RefusalAsync());
        Assert.Equal(head.Concat(taken), await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Fact]
    public async Task Of_many_writers_at_once_the_file_has_the_bytes_of_one()
    {
        var alice = await world.As("alice");
        var second = new JimClient(world.Second.Address, alice.Token);
        var path = await alice.BeginAsync(500_000);
        var sent = Enumerable.Range(0, 6).Select(i => Enumerable.Repeat((byte)i, 500_000).ToArray()).ToList();
        var answers = await Task.WhenAll(sent.Select((bytes, i) => (i % 2 == 0 ? alice : second).PatchAsync(path, 0, bytes)));
        var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
        Assert.All(answers.Where(a => a != winner), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
        var bytes = await alice.DownloadAsync(await alice.StoredAsync(winner));
        Assert.Equal(sent[Array.IndexOf(answers, winner)], bytes);
        Assert.Equal(1, await world.Database.ScalarAsync<long>("select count(*) from jim.files where size_bytes = 500000"));
        Array.ForEach(answers, a => a.Dispose());
    }

    [Fact]
    public async Task An_upload_that_is_deleted_is_gone_with_its_bytes()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(4);
        using var some = await alice.PatchAsync(path, 0, [1, 2]);
        var part = await world.PartOfAsync(path);
        Assert.True(File.Exists(part));
        using var deleted = await alice.TusAsync(HttpMethod.Post, path, null, ("X-HTTP-Method-Override", "DELETE"));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.False(File.Exists(part));
        Assert.Equal((404, null), await alice.HeadAsync(path).RefusalAsync());
        Assert.Equal((404, "JIM_UPLOAD_NOT_FOUND"), await alice.PatchAsync(path, 2, [3, 4]).RefusalAsync());
    }

    [Fact]
    public async Task Parts_become_one_file_in_the_order_of_the_last_request()
    {
        var alice = await world.As("alice");
        byte[][] bytes = [.. new[] { 90_000, 1, 0, 70_000 }.Select(RandomNumberGenerator.GetBytes)];
        var parts = new List<string>();
        foreach (var part in bytes)
        {
            parts.Add(await alice.BeginAsync(part.Length, string.Empty, ("Upload-Concat", "partial")));
        }

        var concat = "final;" + string.Join(' ', parts);
        (string, string)[] wish = [("Upload-Concat", concat), ("Upload-Metadata", TusClient.Metadata(("filename", "joined.bin")))];
        for (var i = 0; i < parts.Count; i++)
        {
            if (bytes[i].Length == 0)
            {
                continue; // clients send no bytes for it
            }

            Assert.Equal((409, "JIM_UPLOAD_OFFSET"), await alice.TusAsync(HttpMethod.Post, TusClient.Uploads, null, wish).RefusalAsync());
            using var sent = await alice.PatchAsync(parts[i], 0, bytes[i]);
            Assert.Equal((HttpStatusCode.NoContent, null), (sent.StatusCode, sent.Header("Jim-File")));
            using var asked = await alice.HeadAsync(parts[i]);
            Assert.Equal("partial", asked.Header("Upload-Concat"));
        }

        var bob = await world.As("bob");
        Assert.Equal((404, "JIM_UPLOAD_NOT_FOUND"), await bob.TusAsync(HttpMethod.Post, TusClient.Uploads, null, wish).RefusalAsync());
        using var final = await alice.TusAsync(HttpMethod.Post, TusClient.Uploads, null, wish);
        Assert.Equal(HttpStatusCode.Created, final.StatusCode);
        Assert.Equal(bytes.SelectMany(b => b), await alice.DownloadAsync(await alice.StoredAsync(final)));
        using var head = await alice.HeadAsync(final.Headers.Location!.OriginalString);
        Assert.Equal((concat, "160001", 160_001), (head.Header("Upload-Concat"), head.Header("Upload-Length"), head.Offset()));
        Assert.Equal((404, null), await alice.HeadAsync(parts[0]).RefusalAsync());
        foreach (var wrong in new[] { "final;", "final;/x", $"final;{parts[0]} {parts[0]}", "half" })
        {
            Assert.Equal((400, "JIM_UPLOAD_INVALID"), await alice.CreateAsync(1, null, ("Upload-Concat", wrong)).RefusalAsync());
        }
    }
}
