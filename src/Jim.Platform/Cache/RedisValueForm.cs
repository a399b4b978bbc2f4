using System.Text;

namespace Jim.Platform.Cache;

/// <summary>How a value is kept in Redis: behind the versions of its tags, each with a line feed at its end, and an empty line.</summary>
internal static class RedisValueForm
{
    public static byte[] Write(IReadOnlyList<string> versions, byte[] value)
    {
        var head = BuildHead(versions);
        var bytes = new byte[head.Length + value.Length];
        Encoding.ASCII.GetBytes(head, bytes);
        value.CopyTo(bytes, head.Length);
        return bytes;
    }

    /// <summary>Null: it was kept under other versions, or there is none.</summary>
    public static ReadOnlyMemory<byte>? Read(byte[]? bytes, IReadOnlyList<string> versions)
    {
        var head = BuildHead(versions);
        var isOfThese = bytes is not null && bytes.Length >= head.Length && Ascii.Equals(bytes.AsSpan(0, head.Length), head);
        return isOfThese ? (ReadOnlyMemory<byte>?)bytes.AsMemory(head.Length) : null;
    }

    private static string BuildHead(IReadOnlyList<string> versions) => string.Join('\n', [.. versions, string.Empty, string.Empty]);
}
