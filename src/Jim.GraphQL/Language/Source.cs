namespace Jim.GraphQL.Language;

/// <summary>The UTF-8 text of a document. Converts offsets in bytes into the lines and columns that errors have.</summary>
/// <param name="text">The bytes, which must not change for as long as the document is used.</param>
public sealed class Source(ReadOnlyMemory<byte> text)
{
    /// <summary>The bytes as they were given.</summary>
    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>Length in bytes.</summary>
    public int Length => Text.Length;

    /// <summary>The line and column of an offset in bytes, see <see cref="SourceLocation.Locate"/>.</summary>
    public SourceLocation Locate(int offset) => SourceLocation.Locate(Text.Span, offset);
}
