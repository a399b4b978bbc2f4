using System.Globalization;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>Speaks tus by hand, also what no library would say.</summary>
public static class TusClient
{
    public const string Uploads = "/files/uploads";

    /// <summary>Makes <c>Upload-Metadata</c>.</summary>
    public static string Metadata(params (string Key, string Value)[] values) =>
        string.Join(',', values.Select(v => $"{v.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(v.Value))}"));

    public static Task<HttpResponseMessage> CreateAsync(
        this JimClient client, long size, string? metadata = null, params (string Name, string Value)[] more) => client.TusAsync(
        HttpMethod.Post, Uploads, null,
        [
            ("Upload-Length", size.ToString(CultureInfo.InvariantCulture)),
            ("Upload-Metadata", metadata ?? Metadata(("filename", "a.bin"))), .. more,
        ]);

    /// <summary>Begins an upload and gives its path.</summary>
    public static async Task<string> BeginAsync(
        this JimClient client, long size, string? metadata = null, params (string Name, string Value)[] more)
    {
        using var created = await client.CreateAsync(size, metadata, more);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return created.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> PatchAsync(
        this JimClient client, string path, long offset, byte[] bytes, params (string Name, string Value)[] more) =>
        client.PatchAsync(path, offset, new ByteArrayContent(bytes), more);

    public static Task<HttpResponseMessage> PatchAsync(
        this JimClient client, string path, long offset, HttpContent bytes, params (string Name, string Value)[] more)
    {
        bytes.Headers.ContentType = new("application/offset+octet-stream");
        return client.TusAsync(
            HttpMethod.Patch, path, bytes, [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. more]);
    }

    public static Task<HttpResponseMessage> HeadAsync(this JimClient client, string path) => client.TusAsync(HttpMethod.Head, path, null);

    /// <summary>Where the upload is.</summary>
    public static async Task<long> OffsetAsync(this JimClient client, string path)
    {
        using var answer = await client.HeadAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Offset();
    }

    public static Task<HttpResponseMessage> TusAsync(
        this JimClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers) =>
        client.SendAsync(method, path, content, request =>
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        });

    public static long Offset(this HttpResponseMessage answer) => long.Parse(answer.Header("Upload-Offset")!, CultureInfo.InvariantCulture);

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>Status and code of a refusal.</summary>
    public static async Task<(int Status, string? Code)> RefusalAsync(this Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["errors"]?[0]?["extensions"]?["code"]);
    }

    /// <summary>The id of the file that the upload became, once it is stored.</summary>
    public static async Task<string> StoredAsync(this JimClient client, HttpResponseMessage answer)
    {
        var id = answer.Header("Jim-File") ?? throw new InvalidOperationException($"no file: {answer}");
        const string State = "query($id: UUID!) { fileById(id: $id) { state } }";
        await Eventually.Holds(async () => (string?)(await client.DataAsync(State, new { id }))["fileById"]!["state"] == "STORED");
        return id;
    }

    public static async Task<byte[]> DownloadAsync(this JimClient client, string file)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"/files/{file}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>Bytes that are sent at once, and more that are sent when it is told.</summary>
public sealed class GatedContent(byte[] first, byte[] rest) : HttpContent
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        await _open.Task;
        await stream.WriteAsync(rest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + rest.Length;
        return true;
    }
}
