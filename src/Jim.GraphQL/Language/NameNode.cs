namespace Jim.GraphQL.Language;

/// <summary>A name and its place (spec 2.1.9).</summary>
public sealed class NameNode(string value, SourceRange range) : SyntaxNode(range)
{
    public string Value { get; } = value;

    public static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public override string ToString() => Value;
}
