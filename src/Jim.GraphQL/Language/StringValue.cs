using System.Buffers;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Reads the value of a string literal (spec 2.10.4): replaces escape sequences, and removes the indentation of block strings.
/// </summary>
internal static class StringValue
{
    private const int OnStackMax = 256;

    /// <summary>The value of the bytes between the quotation marks, which the lexer has checked.</summary>
    public static string Read(ReadOnlySpan<byte> raw, bool hasEscapes)
    {
        if (!hasEscapes)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var rented = raw.Length <= OnStackMax ? null : ArrayPool<byte>.Shared.Rent(raw.Length);
        var value = rented ?? stackalloc byte[OnStackMax];
        var text = Encoding.UTF8.GetString(value[..Unescape(raw, value)]);
        Return(rented);
        return text;
    }

    /// <summary>
    /// BlockStringValue(rawValue) (spec 2.10.4): without the common indentation and without blank lines at the start and the end. Lines are
    /// separated by LF.
    /// </summary>
    public static string ReadBlock(ReadOnlySpan<byte> raw)
    {
        var rented = raw.Length <= OnStackMax ? null : ArrayPool<byte>.Shared.Rent(raw.Length);
        var value = rented ?? stackalloc byte[OnStackMax];
        var text = Encoding.UTF8.GetString(value[..Dedent(raw, value)]);
        Return(rented);
        return text;
    }

    /// <summary>
    /// The length in bytes of the escape sequence that begins at a backslash. Throws <see cref="GraphQLSyntaxException"/> when it is not
    /// valid.
    /// </summary>
    public static int MeasureEscape(ReadOnlySpan<byte> text, int at)
    {
        var code = at + 1 < text.Length ? text[at + 1] : (byte)0;
        if (code == 'u')
        {
            return UnicodeEscape(text, at).Length;
        }

        if (UnescapeLetter(code) == 0)
        {
            SyntaxErrors.InvalidEscape(text, at, 2);
        }

        return 2;
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var written = 0;
        while (raw.IndexOf((byte)'\\') is var at and >= 0)
        {
            raw[..at].CopyTo(output[written..]);
            written += at;
            if (raw[at + 1] == 'u')
            {
                var (scalar, length) = UnicodeEscape(raw, at);
                written += new Rune(scalar).EncodeToUtf8(output[written..]);
                raw = raw[(at + length)..];
            }
            else
            {
                output[written++] = UnescapeLetter(raw[at + 1]);
                raw = raw[(at + 2)..];
            }
        }

        raw.CopyTo(output[written..]);
        return written + raw.Length;
    }

    /// <summary>The byte that is written as a backslash and this letter; 0 when there is no such escape sequence.</summary>
    private static byte UnescapeLetter(byte code) => code switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => code,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => 0,
    };

    /// <summary><c>\uXXXX</c>, a surrogate pair of two of them, or <c>\u{X…}</c>.</summary>
    private static (uint Scalar, int Length) UnicodeEscape(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 < text.Length && text[at + 2] == '{')
        {
            return BracedEscape(text, at);
        }

        if (TryReadHex4(text, at + 2, out var first))
        {
            if (Rune.IsValid(first))
            {
                return (first, 6);
            }

            if (first < 0xDC00 && text[(at + 6)..].StartsWith("\\u"u8) && TryReadHex4(text, at + 8, out var second)
                && second is >= 0xDC00 and <= 0xDFFF)
            {
                return (0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12);
            }
        }

        SyntaxErrors.InvalidUnicodeEscape(text, at, 6);
        return default;
    }

    /// <summary>Up to eight hexadecimal digits in braces. Leading zeros are allowed, surrogates are not.</summary>
    private static (uint Scalar, int Length) BracedEscape(ReadOnlySpan<byte> text, int at)
    {
        uint scalar = 0;
        var length = 3;
        while (length < 12 && at + length < text.Length)
        {
            var code = text[at + length++];
            if (code == '}' && length >= 5 && Rune.IsValid(scalar))
            {
                return (scalar, length);
            }

            if (!char.IsAsciiHexDigit((char)code))
            {
                break;
            }

            scalar = (scalar << 4) | ReadHexDigit(code);
        }

        SyntaxErrors.InvalidUnicodeEscape(text, at, length);
        return default;
    }

    private static bool TryReadHex4(ReadOnlySpan<byte> text, int at, out uint value)
    {
        value = 0;
        if (at + 4 > text.Length)
        {
            return false;
        }

        foreach (var code in text.Slice(at, 4))
        {
            if (!char.IsAsciiHexDigit((char)code))
            {
                return false;
            }

            value = (value << 4) | ReadHexDigit(code);
        }

        return true;
    }

    private static uint ReadHexDigit(byte code) => (uint)(code <= '9' ? code - '0' : (code | 0x20) - 'a' + 10);

    private static int Dedent(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var (indent, first, last) = Measure(raw);
        var written = 0;
        for (var line = 0; line <= last; line++)
        {
            var content = TakeLine(ref raw);
            if (line < first)
            {
                continue;
            }

            if (line > first)
            {
                output[written++] = (byte)'\n';
            }

            content = line == 0 ? content : content[Math.Min(indent, content.Length)..];
            written += UnescapeQuotes(content, output[written..]);
        }

        return written;
    }

    /// <summary>
    /// The indentation that all lines except the first have in common, and the numbers of the first and the last line that is not blank
    /// (last is -1 when all lines are blank).
    /// </summary>
    private static (int Indent, int First, int Last) Measure(ReadOnlySpan<byte> raw)
    {
        int indent = int.MaxValue, first = -1, last = -1;
        for (var line = 0; !raw.IsEmpty; line++)
        {
            var content = TakeLine(ref raw);
            var leading = content.IndexOfAnyExcept((byte)' ', (byte)'\t');
            if (leading < 0)
            {
                continue;
            }

            first = first < 0 ? line : first;
            last = line;
            indent = line == 0 ? indent : Math.Min(indent, leading);
        }

        return (indent, first, last);
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> raw)
    {
        var end = raw.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? raw : raw[..end];
        var terminator = end < 0 ? 0 : raw[end..].StartsWith("\r\n"u8) ? 2 : 1;
        raw = raw[(line.Length + terminator)..];
        return line;
    }

    private static int UnescapeQuotes(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var written = 0;
        while (line.IndexOf("\\\"\"\""u8) is var at and >= 0)
        {
            line[..at].CopyTo(output[written..]);
            written += at;
            "\"\"\""u8.CopyTo(output[written..]);
            written += 3;
            line = line[(at + 4)..];
        }

        line.CopyTo(output[written..]);
        return written + line.Length;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
