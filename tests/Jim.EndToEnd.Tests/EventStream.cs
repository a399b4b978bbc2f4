namespace Jim.EndToEnd.Tests;

/// <summary>The server-sent events of one operation, read as they arrive.</summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    /// <param name="cursor">Where it goes on; null: it begins now.</param>
    public static async Task<EventStream> SubscribeAsync(JimClient client, string query, string? cursor = null)
    {
        var body = new JsonObject { ["query"] = query };
        if (cursor is not null)
        {
            body["extensions"] = new JsonObject { ["cursor"] = cursor };
        }

        var response = await client.SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text(body.ToJsonString(), "application/json"),
            r => r.Headers.Accept.ParseAdd("text/event-stream"));
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>
    /// The next event, as <c>{ "type": "next", "payload": … }</c> or <c>{ "type": "complete" }</c>; null: the stream has ended.
    /// </summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string? type = null;
        while (await _lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line["event: ".Length..];
            }
            else if (type is not null && line.StartsWith("data:", StringComparison.Ordinal))
            {
                var data = line["data:".Length..].Trim();
                return new JsonObject { ["type"] = type, ["payload"] = data.Length == 0 ? null : JsonNode.Parse(data) };
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
