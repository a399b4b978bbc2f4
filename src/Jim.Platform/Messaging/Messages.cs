using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Jim.Platform.Messaging;

/// <summary>Bodies as small JSON, typed by the sender's own source-generated context.</summary>
public static class Messages
{
    /// <exception cref="ArgumentException">It is longer than a message may be: put it in a row and send the row's id.</exception>
    public static byte[] Write<T>(T message, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, type);
        CheckLength(body);
        return body;
    }

    /// <summary>Null where the body is no such message: its handler throws, and it goes to <c>jim.dead</c> at first sight.</summary>
    public static T? TryRead<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return body.Length <= Topology.BodyBytesMax ? JsonSerializer.Deserialize(body.Span, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static void CheckLength(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Topology.BodyBytesMax)
        {
            throw new ArgumentException($"a message of {body.Length} bytes is longer than {Topology.BodyBytesMax}", nameof(body));
        }
    }
}
