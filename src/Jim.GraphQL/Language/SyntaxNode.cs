namespace Jim.GraphQL.Language;

/// <summary>Any node of a parsed document. Immutable.</summary>
public abstract class SyntaxNode(SourceRange range)
{
    /// <summary>The bytes of the document that the node was parsed from.</summary>
    public SourceRange Range { get; } = range;
}
