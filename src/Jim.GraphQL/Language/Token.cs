namespace Jim.GraphQL.Language;

/// <summary>One lexical token (spec 2.1.5): its kind and where it stands in the document's bytes, end exclusive.</summary>
/// <param name="HasEscapes">For strings: a backslash is in it, so that its value is not its bytes.</param>
public readonly record struct Token(TokenKind Kind, int Start, int End, bool HasEscapes = false);
