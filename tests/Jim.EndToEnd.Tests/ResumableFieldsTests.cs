using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>Resumable uploads that GraphQL begins and completes.</summary>
public sealed class ResumableFieldsTests(TusWorld world) : IClassFixture<TusWorld>
{
    private const string Begin = """
        mutation($input: BeginUploadInput!) {
          beginUpload(input: $input) { upload { id url offset expiresAt } errors { ... on Error { code } } }
        }
        """;

    private const string Complete = """
        mutation($input: CompleteUploadInput!) {
          completeUpload(input: $input) { file { id name state sha256 mimeType document { id } } errors { ... on Error { code } } }
        }
        """;

    [Fact]
    public async Task Bytes_that_came_by_tus_become_a_file_when_it_is_said()
    {
        var alice = await world.As("alice");
        var document = Guid.NewGuid();
        const string Create = "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }";
        await alice.DataAsync(Create, new { input = new { id = document, title = "begun", status = "DRAFT" } });
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var sha256 = Convert.ToHexString(SHA256.HashData(bytes));
        var begun = await BeginAsync(
            alice, new { name = "a.csv", size = bytes.Length, sha256, mimeType = "text/csv", documentId = document });
        var (id, url) = ((string)begun["id"]!, (string)begun["url"]!);
        Assert.Equal($"{world.Address}files/uploads/{id}", url);
        using (var first = await alice.PatchAsync(url, 0, bytes[..40_000]))
        {
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        }

        Assert.Equal("JIM_UPLOAD_OFFSET", await RefusedAsync(alice, "completeUpload", Complete, new { id }));
        using (var rest = await alice.PatchAsync(url, 40_000, bytes[40_000..]))
        {
            Assert.Equal((HttpStatusCode.NoContent, null), (rest.StatusCode, rest.Header("Jim-File")));
        }

        Assert.Equal("JIM_UPLOAD_NOT_FOUND", await RefusedAsync(await world.As("bob"), "completeUpload", Complete, new { id }));
        var file = (await alice.DataAsync(Complete, new { input = new { id, sha256, ack = "STORED" } }))["completeUpload"]!["file"]!;
        Assert.Equal(
            ("a.csv", "STORED", sha256.ToLowerInvariant(), document.ToString()),
            ((string?)file["name"], (string?)file["state"], (string?)file["sha256"], (string?)file["document"]!["id"]));
        Assert.Equal(bytes, await alice.DownloadAsync((string)file["id"]!));
        var again = (await alice.DataAsync(Complete, new { input = new { id, ack = "STORED" } }))["completeUpload"]!["file"]!;
        Assert.Equal((string?)file["id"], (string?)again["id"]);
    }

    [Fact]
    public async Task The_same_id_is_the_same_upload()
    {
        var alice = await world.As("alice");
        var uploadId = Guid.NewGuid();
        var begun = await BeginAsync(alice, new { name = "a", size = 3, uploadId });
        Assert.Equal(uploadId.ToString(), (string?)begun["id"]);
        using var some = await alice.PatchAsync((string)begun["url"]!, 0, [1, 2]);
        Assert.Equal(2, (long)(await BeginAsync(alice, new { name = "a", size = 3, uploadId }))["offset"]!);
        Assert.Equal("JIM_UPLOAD_INVALID", await RefusedAsync(alice, "beginUpload", Begin, new { name = "a", size = 4, uploadId }));
        Assert.Equal(
            "JIM_UPLOAD_INVALID", await RefusedAsync(await world.As("bob"), "beginUpload", Begin, new { name = "a", size = 3, uploadId }));
    }

    [Fact]
    public async Task They_run_under_a_key_too()
    {
        var alice = await world.As("alice");
        var begun = await SendAsync(Begin, new { name = "keyed.bin", size = 1 }, "beginUpload");
        using var sent = await alice.PatchAsync((string)begun["upload"]!["url"]!, 0, [1]);
        var file = (await SendAsync(Complete, new { id = (string)begun["upload"]!["id"]! }, "completeUpload"))["file"]!;
        Assert.Equal("keyed.bin", (string?)file["name"]);

        async Task<JsonNode> SendAsync(string query, object input, string field)
        {
            using var answer = await alice.SendAsync(
                HttpMethod.Post, "/graphql", JsonContent.Create(new { query, variables = new { input } }),
                request => request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString()));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return JsonNode.Parse(text)!["data"]![field] ?? throw new InvalidOperationException(text);
        }
    }

    /// <param name="begun">Whether the hash that the beginning names is right; null: it names none.</param>
    /// <param name="completed">The same for the end.</param>
    [Theory]
    [InlineData(false, null)]
    [InlineData(null, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Bytes_of_another_hash_are_refused_and_gone(bool? begun, bool? completed)
    {
        var alice = await world.As("alice");
        var upload = await BeginAsync(alice, new { name = "a", size = 1, sha256 = Hash(begun) });
        var (id, url) = ((string)upload["id"]!, (string)upload["url"]!);
        using var sent = await alice.PatchAsync(url, 0, [1]);
        Assert.Equal(
            "JIM_UPLOAD_CHECKSUM", await RefusedAsync(alice, "completeUpload", Complete, new { id, sha256 = Hash(completed) }));
        Assert.Equal((404, null), await alice.HeadAsync(url).RefusalAsync());
        Assert.Equal("JIM_UPLOAD_NOT_FOUND", await RefusedAsync(alice, "completeUpload", Complete, new { id }));

        static string? Hash(bool? isRight) => isRight switch
        {
            null => null,
            true => Convert.ToHexStringLower(SHA256.HashData([1])),
            false => new string('0', 64),
        };
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        var alice = await world.As("alice");
        foreach (var (input, code) in new (object Input, string Code)[]
        {
            (new { name = "a", size = -1 }, "JIM_UPLOAD_INVALID"), (new { name = "..", size = 1 }, "JIM_FILE_NAME"),
            (new { name = "a", size = 1, sha256 = "12" }, "JIM_UPLOAD_INVALID"),
            (new { name = "a", size = 1L << 40 }, "JIM_FILE_TOO_LARGE"),
            (new { name = "a", size = 1, bucketName = "nowhere" }, "JIM_BUCKET_NOT_FOUND"),
            (new { name = "a", size = 1, folderId = Guid.NewGuid() }, "JIM_FILE_TARGET_NOT_FOUND"),
            (new { name = "a", size = 1, documentId = Guid.NewGuid() }, "JIM_FILE_TARGET_NOT_FOUND"),
            (new { name = "a", size = 1, id = Guid.NewGuid() }, "JIM_FILE_TARGET_NOT_FOUND"),
        })
        {
            Assert.Equal(code, await RefusedAsync(alice, "beginUpload", Begin, input));
        }

        const string Shared = """
            mutation @transaction {
              a: createDocument(input: { title: "shared" }) { document { id } }
              beginUpload(input: { name: "a", size: 1 }) { upload { id } errors { ... on Error { code } } }
            }
            """;
        Assert.Contains("JIM_UPLOAD_INVALID", (await alice.AskAsync(Shared)).ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> BeginAsync(JimClient client, object input)
    {
        var answer = (await client.DataAsync(Begin, new { input }))["beginUpload"]!;
        return answer["upload"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    private static async Task<string?> RefusedAsync(JimClient client, string field, string mutation, object input) =>
        (string?)(await client.DataAsync(mutation, new { input }))[field]!["errors"]?[0]?["code"];
}
