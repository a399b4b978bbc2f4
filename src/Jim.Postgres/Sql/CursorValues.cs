using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Jim.Postgres.Sql;

/// <summary>
/// Readers of the values in cursors, in Postgres' binary form or its text. Each gives null for bytes that are not a value of its type.
/// </summary>
public static class CursorValues
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static object? Boolean(ReadOnlySpan<byte> bytes) => bytes.Length == 1 ? bytes[0] != 0 : null;

    public static object? Int16(ReadOnlySpan<byte> bytes) => bytes.Length == 2 ? BinaryPrimitives.ReadInt16BigEndian(bytes) : null;

    public static object? Int32(ReadOnlySpan<byte> bytes) => bytes.Length == 4 ? BinaryPrimitives.ReadInt32BigEndian(bytes) : null;

    public static object? Int64(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    public static object? Single(ReadOnlySpan<byte> bytes) => bytes.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(bytes) : null;

    public static object? Double(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : null;

    public static object? Uuid(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : null;

    /// <summary>Reads a text: valid UTF-8 without the character U+0000, which Postgres cannot store.</summary>
    public static object? Text(ReadOnlySpan<byte> bytes) => ReadText(bytes);

    /// <summary>Reads the text of a numeric: digits with a sign and a decimal point where it has them, NaN or an infinity.</summary>
    public static object? Number(ReadOnlySpan<byte> bytes)
    {
        var text = ReadText(bytes);
        if (text is "NaN" or "Infinity" or "-Infinity")
        {
            return text;
        }

        var digits = text is null ? [] : text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.IsEmpty || digits.ContainsAnyExcept(Digits) || digits.Count('.') > 1 || digits is "." ? null : text;
    }

    private static string? ReadText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Contains((byte)0) ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
