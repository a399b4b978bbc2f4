using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>Uploads files, and looks whether they can be had again.</summary>
internal static class BackupFiles
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { ... on Error { message code } } } }";

    private const string Find = "query($id: UUID!) { fileById(id: $id) { name state sizeBytes sha256 url } }";

    /// <summary>Names of many scripts; two have the same bytes, one has none, one is large.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> All { get; } =
    [
        ("report.txt", Encoding.UTF8.GetBytes("the same bytes")),
        ("Übersicht – Ωμέγα.txt", Encoding.UTF8.GetBytes("the same bytes")),
        ("日本語 かな.bin", RandomNumberGenerator.GetBytes(100_000)),
        ("تقرير שלום.bin", RandomNumberGenerator.GetBytes(3_000_000)),
        ("🦊 'quoted' \"name\" $x %s;.txt", Encoding.UTF8.GetBytes("🦊")),
        ("empty.dat", []),
        ("large.bin", RandomNumberGenerator.GetBytes(70_000_000)),
    ];

    /// <summary>Uploads, and waits until the file is stored.</summary>
    /// <param name="file">A file that gets a new version; null: a new file.</param>
    public static async Task<string> UploadAsync(JimClient client, byte[] bytes, string? file = null)
    {
        var id = await StageAsync(client, bytes, file);
        await StoredAsync(client, id, bytes);
        return id;
    }

    /// <summary>Uploads, and does not wait for more than the acknowledgement.</summary>
    public static async Task<string> StageAsync(JimClient client, byte[] bytes, string? file = null)
    {
        var input = new JsonObject();
        if (file is not null)
        {
            input["id"] = file;
        }

        using var answer = await client.UploadAsync(new ByteArrayContent(bytes), "file", Upload, input);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (string?)json["data"]?["uploadFile"]?["file"]?["id"] ?? throw new InvalidOperationException(json.ToJsonString());
    }

    public static Task StoredAsync(JimClient client, string id, byte[] bytes) =>
        Eventually.Holds(async () => await StateAsync(client, id) == ("STORED", Digest(bytes)), TimeSpan.FromSeconds(60));

    /// <summary>Fails unless the file is there with these bytes, by a download too.</summary>
    public static async Task CheckAsync(JimClient client, string id, string name, byte[] bytes)
    {
        var file = (await client.DataAsync(Find, new { id }))["fileById"]!;
        Assert.Equal((name, "STORED", Digest(bytes)), ((string?)file["name"], (string?)file["state"], (string?)file["sha256"]));
        using var whole = await client.SendAsync(HttpMethod.Get, new Uri((string)file["url"]!).PathAndQuery);
        Assert.Equal(Digest(bytes), Digest(await whole.Content.ReadAsByteArrayAsync()));
    }

    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<(string? State, string? Sha256)> StateAsync(JimClient client, string id)
    {
        var file = (await client.DataAsync(Find, new { id }))["fileById"]!;
        return ((string?)file["state"], (string?)file["sha256"]);
    }
}
