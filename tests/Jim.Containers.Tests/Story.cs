using System.Net;
using System.Security.Cryptography;

namespace Jim.Containers.Tests;

/// <summary>The main job through nginx, in steps that other tests repeat after what they did to the stack.</summary>
internal sealed class Story(ContainerStack stack)
{
    private const string Create =
        "mutation($input: CreateDocumentInput!) { createDocument(input: $input) "
        + "{ document { id title } errors { ... on Error { message code } } } }";

    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) "
        + "{ file { id sizeBytes sha256 url } errors { ... on Error { message code } } } }";

    public async Task TellAsync()
    {
        var alice = await stack.As("alice");
        var id = await CreateAsync(alice, "one");
        await FollowAsync(alice, id);
        await QueueAsync(alice);
        await UploadAsync(alice, id, 3_000_000);
    }

    /// <summary>The id of a new document.</summary>
    public static async Task<string> CreateAsync(JimClient client, string title)
    {
        var data = await client.DataAsync(Create, new { input = new { id = Guid.NewGuid(), title, status = "DRAFT" } });
        var made = data["createDocument"]!;
        Assert.Null(made["errors"]);
        return (string)made["document"]!["id"]!;
    }

    /// <summary>A live query over a socket tells a change by GraphQL and one by SQL.</summary>
    public async Task FollowAsync(JimClient client, string id)
    {
        await using var live = await LiveClient.ConnectAsync(stack.Address, client.Token);
        Assert.Equal("connection_ack", (string?)(await live.NextAsync())!["type"]);
        await live.SubscribeAsync(
            "1", "subscription($id: UUID!) { documentById(id: $id) { title } }", new JsonObject { ["id"] = id });
        Assert.Equal("one", await TitleAsync(live));
        await client.DataAsync(
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"two\" }) { document { id } } }", new { id });
        Assert.Equal("two", await TitleAsync(live));
        await stack.SqlAsync($"update public.documents set title = 'three' where id = '{id}'");
        Assert.Equal("three", await TitleAsync(live));
    }

    /// <summary>A mutation runs once in the worker.</summary>
    public static async Task QueueAsync(JimClient client)
    {
        var id = Guid.NewGuid();
        using var accepted = await client.PostAsync(
            Create.Replace("($input: CreateDocumentInput!)", "($input: CreateDocumentInput!) @queued", StringComparison.Ordinal),
            new { input = new { id, title = "queued", status = "DRAFT" } });
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        const string One = "query($id: UUID!) { documentById(id: $id) { id } }";
        await Eventually.Holds(
            async () => (await client.DataAsync(One, new { id }))["documentById"] is not null, TimeSpan.FromSeconds(60));
    }

    /// <summary>Sends bytes made by chance and gets them back, once the worker has stored them.</summary>
    public static async Task<string> UploadAsync(JimClient client, string document, int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        using var answer = await client.UploadAsync(
            new ByteArrayContent(bytes), "report.bin", Upload, new JsonObject { ["documentId"] = document });
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var file = json["data"]?["uploadFile"]?["file"] ?? throw new InvalidOperationException(json.ToJsonString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string?)file["sha256"]);
        var id = (string)file["id"]!;
        await Eventually.Holds(async () => await StateAsync(client, id) == "STORED", TimeSpan.FromSeconds(120));
        using var whole = await client.SendAsync(HttpMethod.Get, (string)file["url"]!);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(await whole.Content.ReadAsStreamAsync()));
        return id;
    }

    private static async Task<string?> StateAsync(JimClient client, string id) =>
        (string?)(await client.DataAsync("query($id: UUID!) { fileById(id: $id) { state } }", new { id }))["fileById"]?["state"];

    private static async Task<string?> TitleAsync(LiveClient live) =>
        (string?)(await live.UntilAsync(m => (string?)m["type"] == "next"))["payload"]!["data"]!["documentById"]!["title"];
}
