using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Jim.Testing;

/// <summary>A client of graphql-transport-ws, message by message.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public string? Protocol => _socket.SubProtocol;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<LiveClient> ConnectAsync(Uri address, string? token, string protocol = "graphql-transport-ws")
    {
        var client = new LiveClient();
        client._socket.Options.AddSubProtocol(protocol);
        var url = new UriBuilder(new Uri(address, "/graphql")) { Scheme = "ws" }.Uri;
        await client._socket.ConnectAsync(url, CancellationToken.None);
        await client.SendAsync(new JsonObject
        {
            ["type"] = "connection_init", ["payload"] = token is null ? null : new JsonObject { ["authorization"] = $"Bearer {token}" },
        });
        return client;
    }

    /// <param name="cursor">Where the subscription goes on; null: it begins now.</param>
    public async Task SubscribeAsync(string id, string query, JsonObject? variables = null, string? cursor = null)
    {
        var payload = new JsonObject { ["query"] = query, ["variables"] = variables };
        if (cursor is not null)
        {
            payload["extensions"] = new JsonObject { ["cursor"] = cursor };
        }

        var type = _socket.SubProtocol == "graphql-ws" ? "start" : "subscribe";
        await SendAsync(new JsonObject { ["type"] = type, ["id"] = id, ["payload"] = payload });
    }

    public Task SendAsync(JsonObject message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Sends a part of a message, which is whole with the last one.</summary>
    public Task SendPartAsync(string text, bool isLast) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isLast, CancellationToken.None);

    /// <summary>The next message that is not a ping; null: the socket was closed.</summary>
    public async Task<JsonNode?> NextAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(1));
        while (true)
        {
            using var message = new MemoryStream();
            var buffer = new byte[16 * 1024];
            WebSocketReceiveResult read;
            do
            {
                read = await _socket.ReceiveAsync(buffer, deadline.Token);
                message.Write(buffer, 0, read.Count);
            }
            while (!read.EndOfMessage && read.MessageType != WebSocketMessageType.Close);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            var json = JsonNode.Parse(message.ToArray())!;
            if ((string?)json["type"] is not ("ping" or "ka"))
            {
                return json;
            }
        }
    }

    /// <summary>Reads messages until one fits; those before it are dropped.</summary>
    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> fits, TimeSpan? within = null)
    {
        while (await NextAsync(within) is { } message)
        {
            if (fits(message))
            {
                return message;
            }
        }

        throw new InvalidOperationException($"the socket was closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }
}
