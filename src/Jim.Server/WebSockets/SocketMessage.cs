using System.Text.Json;

namespace Jim.Server.WebSockets;

/// <summary>A client's message. <see cref="Payload"/> is a copy that outlives the receive buffer.</summary>
public sealed record SocketMessage(string Type, string? Id, JsonElement? Payload)
{
    /// <summary>Null: <paramref name="why"/> says what is wrong, in HotChocolate's words.</summary>
    public static SocketMessage? Read(ReadOnlySpan<byte> json, out string? why)
    {
        JsonElement root;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
            root = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            why = "A message must be a json object.";
            return null;
        }

        try
        {
            return Read(root, out why);
        }
        catch (InvalidOperationException)
        {
            why = "A message must be text."; // half of a surrogate pair is JSON
            return null;
        }
    }

    private static SocketMessage? Read(JsonElement root, out string? why)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            why = "A message must be a json object.";
            return null;
        }

        if (!root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            why = "The type property on the message is mandatory.";
            return null;
        }

        why = null;
        var id = root.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return new SocketMessage(type.GetString()!, id, root.TryGetProperty("payload", out var payload) ? payload : null);
    }
}
