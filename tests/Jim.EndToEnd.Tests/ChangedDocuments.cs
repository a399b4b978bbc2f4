namespace Jim.EndToEnd.Tests;

/// <summary>A subscription to the changes of documents on a socket of its own, and the cursor of the event that came last.</summary>
public sealed class ChangedDocuments : IAsyncDisposable
{
    private const string Members = "{ operation id changedColumns cursor document { title owner { email } } }";
    private readonly LiveClient _client;

    private ChangedDocuments(LiveClient client) => _client = client;

    public string? Cursor { get; private set; }

    /// <summary>From a cursor on, so that nothing is missed however long the subscription takes to begin.</summary>
    public static async Task<ChangedDocuments> FollowAsync(
        Uri address, string token, string cursor, string where = "{}", string protocol = "graphql-transport-ws")
    {
        var client = await LiveClient.ConnectAsync(address, token, protocol);
        await client.SubscribeAsync("1", $"subscription {{ documentChanged(where: {where}) {Members} }}", cursor: cursor);
        return new ChangedDocuments(client) { Cursor = cursor };
    }

    /// <summary>The cursor of now, as the answer to a query has it.</summary>
    public static async Task<string> NowAsync(JimClient client) =>
        (string)(await client.AskAsync("{ documents(first: 1) { nodes { id } } }"))["extensions"]!["cursor"]!;

    /// <summary>The next event.</summary>
    public async Task<JsonNode> NextAsync()
    {
        var payload = (await _client.UntilAsync(m => (string?)m["type"] is "next" or "data" or "error"))["payload"]!;
        var told = (payload as JsonObject)?["data"]?["documentChanged"] ?? throw new InvalidOperationException(payload.ToJsonString());
        Cursor = (string?)payload["extensions"]!["cursor"];
        Assert.Equal(Cursor, (string?)told["cursor"]);
        return told;
    }

    /// <summary>The next event, which must be this one.</summary>
    public async Task<JsonNode> ExpectAsync(string operation, string? id, string? title = null)
    {
        var told = await NextAsync();
        Assert.Equal((operation, id, title), ((string?)told["operation"], (string?)told["id"], (string?)told["document"]?["title"]));
        return told;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
