namespace Jim.GraphQL.Language;

/// <summary>One lexical token (spec 2.1.5), as a stretch of the document's bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
/// <param name="HasEscapes">For strings: a backslash is in it, so that its value is not its bytes.</param>
public readonly record struct Token(TokenKind Kind, int Start, int End, bool HasEscapes = false);
