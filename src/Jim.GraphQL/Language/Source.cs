using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>The UTF-8 text of a document. Turns byte offsets into the lines and columns that errors tell.</summary>
public sealed class Source(ReadOnlyMemory<byte> text)
{
    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>Length in bytes.</summary>
    public int Length => Text.Length;

    /// <summary>The place of a byte offset; lines end at LF, CR or CR LF (spec 2.1.2), columns count UTF-16 code units.</summary>
    public SourceLocation LocationOf(int offset)
    {
        var bytes = Text.Span[..Math.Clamp(offset, 0, Text.Length)];
        int line = 1, lineStart = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is not ((byte)'\n' or (byte)'\r'))
            {
                continue;
            }

            if (bytes[i] == '\r' && i + 1 < Text.Length && Text.Span[i + 1] == '\n')
            {
                i++;
            }

            line++;
            lineStart = i + 1;
        }

        return new SourceLocation(line, lineStart >= bytes.Length ? 1 : Encoding.UTF8.GetCharCount(bytes[lineStart..]) + 1);
    }
}
