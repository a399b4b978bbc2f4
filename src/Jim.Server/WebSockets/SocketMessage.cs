using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.Server.WebSockets;

/// <summary>A client's message.</summary>
/// <param name="Type">What the client wants, as <c>subscribe</c>; not checked to be a known one.</param>
/// <param name="Id">The operation's id; null where the message has none or it is not a string.</param>
/// <param name="Payload">A copy, which stays valid when the receive buffer is used again; null where the message has none.</param>
public sealed record SocketMessage(string Type, string? Id, JsonElement? Payload)
{
    /// <summary>
    /// Reads one whole message. Null: it is malformed, and <paramref name="why"/> says how, in the words of HotChocolate.
    /// </summary>
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
            why = "A message must be text."; // JSON may escape half of a surrogate pair, which is no text
            return null;
        }
    }

    /// <summary>The token of a <c>connection_init</c>: its member <c>authorization</c>, or that below <c>headers</c>; null: none.</summary>
    public string? ReadBearer() => ReadBearer(Payload);

    private static string? ReadBearer(JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } members || !JsonText.IsSound(members))
        {
            return null;
        }

        foreach (var member in members.EnumerateObject())
        {
            if (member.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
            {
                var text = member.Value.GetString()!;
                return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? text[7..].Trim() : text;
            }

            if (member.Name == "headers" && ReadBearer(member.Value) is { } inner)
            {
                return inner;
            }
        }

        return null;
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
