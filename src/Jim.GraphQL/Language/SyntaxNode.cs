namespace Jim.GraphQL.Language;

/// <summary>Any node of a parsed document. Immutable.</summary>
public abstract class SyntaxNode(SourceRange range)
{
    /// <summary>Where the node stands in the document's bytes.</summary>
    public SourceRange Range { get; } = range;
}
