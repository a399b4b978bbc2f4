using System.Globalization;

namespace Jim.Server.Http;

/// <summary>
/// The one range of a <c>Range</c> header that Jim serves (RFC 9110, 14.1.2). For several ranges, other units and headers that cannot be
/// read it serves the whole file.
/// </summary>
/// <param name="From">The position of the first byte, from 0.</param>
/// <param name="Length">In bytes; 0: no byte of the file lies in the range (416).</param>
public readonly record struct ByteRange(long From, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Reads the header. Null: the whole file is to be sent, as if there were no header.</summary>
    /// <param name="size">The size of the file in bytes.</param>
    public static ByteRange? Parse(string header, long size)
    {
        if (!header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var range = header.AsSpan(Unit.Length).Trim();
        var dash = range.IndexOf('-');
        if (dash < 0)
        {
            return null;
        }

        var first = range[..dash].TrimEnd();
        var last = range[(dash + 1)..].TrimStart();
        return first.IsEmpty ? Suffix(last, size) : Interval(first, last, size);
    }

    private static ByteRange? Suffix(ReadOnlySpan<char> last, long size) =>
        Number(last) is { } count ? new ByteRange(size - Math.Min(count, size), Math.Min(count, size)) : null;

    private static ByteRange? Interval(ReadOnlySpan<char> first, ReadOnlySpan<char> last, long size)
    {
        if (Number(first) is not { } from || (last.IsEmpty ? long.MaxValue : Number(last)) is not { } to || to < from)
        {
            return null;
        }

        return from >= size ? new ByteRange(0, 0) : new ByteRange(from, Math.Min(to, size - 1) - from + 1);
    }

    /// <summary>A number too large to be a position is beyond the end of every file.</summary>
    private static long? Number(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }
}
