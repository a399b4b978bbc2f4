using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Language;

/// <summary>The UTF-8 text of a document. Turns byte offsets into the lines and columns that errors tell.</summary>
/// <param name="text">The bytes; they must not change while the document lives.</param>
public sealed class Source(ReadOnlyMemory<byte> text)
{
    /// <summary>The bytes as they were given.</summary>
    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>Length in bytes.</summary>
    public int Length => Text.Length;

    /// <summary>The place of a byte offset, see <see cref="SourceLocation.Locate"/>.</summary>
    public SourceLocation Locate(int offset) => SourceLocation.Locate(Text.Span, offset);
}
