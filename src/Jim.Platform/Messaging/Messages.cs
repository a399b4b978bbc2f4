using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Jim.Platform.Messaging;

/// <summary>Message bodies as small JSON, written and read by the caller's source-generated context.</summary>
public static class Messages
{
    /// <exception cref="ArgumentException">
    /// The body is longer than <see cref="Topology.BodyBytesMax"/>: put it in a row and send the row's id.
    /// </exception>
    public static byte[] Write<T>(T message, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, type);
        CheckLength(body);
        return body;
    }

    /// <summary>
    /// Null where the body is not such a message. Its handler then throws, so that it goes to <c>jim.dead</c> without being tried again.
    /// </summary>
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
