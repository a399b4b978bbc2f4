namespace Jim.GraphQL.Language;

/// <summary>A range of a document, as offsets in bytes of its UTF-8 text.</summary>
/// <param name="Start">The offset of the first byte.</param>
/// <param name="End">The offset after the last byte.</param>
public readonly record struct SourceRange(int Start, int End)
{
    /// <summary>The range of a node that was created by code and not parsed.</summary>
    public static SourceRange None => new(-1, -1);
}
