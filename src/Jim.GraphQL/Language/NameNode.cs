namespace Jim.GraphQL.Language;

/// <summary>A name and its place (spec 2.1.8).</summary>
public sealed class NameNode(string value, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The name, matching <c>[_A-Za-z][_0-9A-Za-z]*</c>.</summary>
    public string Value { get; } = value;

    /// <summary>True when the whole text is one Name of the grammar.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}
