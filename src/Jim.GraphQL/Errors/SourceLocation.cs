using System.Text;

namespace Jim.GraphQL.Errors;

/// <summary>A location in a document, as line and column (spec 7.1.6).</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 code units, from 1.</param>
public readonly record struct SourceLocation(int Line, int Column)
{
    /// <summary>
    /// The location of an offset in bytes of UTF-8 text. Lines end with LF, CR or CR LF (spec 2.1.2). The text before the offset must be
    /// valid UTF-8.
    /// </summary>
    public static SourceLocation Locate(ReadOnlySpan<byte> text, int offset)
    {
        offset = Math.Clamp(offset, 0, text.Length);
        int line = 1, lineStart = 0;
        while (text[lineStart..offset].IndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0)
        {
            var next = lineStart + at + 1;
            if (text[next - 1] == '\r' && next < text.Length && text[next] == '\n')
            {
                next++;
            }

            line++;
            lineStart = next;
            if (lineStart > offset)
            {
                return new SourceLocation(line, 1);
            }
        }

        return new SourceLocation(line, Encoding.UTF8.GetCharCount(text[lineStart..offset]) + 1);
    }
}
