namespace Jim.GraphQL.Language;

/// <summary>A name and its place (spec 2.1.9).</summary>
public sealed class NameNode(string value, SourceRange range) : SyntaxNode(range)
{
    public string Value { get; } = value;

    public override string ToString() => Value;
}
