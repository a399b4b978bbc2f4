namespace Jim.GraphQL.Language;

/// <summary>A stretch of a document: byte offsets into its UTF-8 text, end exclusive.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last.</param>
public readonly record struct SourceRange(int Start, int End)
{
    /// <summary>The range of a node that was made, not parsed.</summary>
    public static SourceRange None => new(-1, -1);
}
