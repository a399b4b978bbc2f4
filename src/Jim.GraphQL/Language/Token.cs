namespace Jim.GraphQL.Language;

/// <summary>One lexical token (spec 2.1.5), as a range of the document's bytes.</summary>
/// <param name="Kind">The kind of the token.</param>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="End">The offset after its last byte.</param>
/// <param name="HasEscapes">For strings: true when it contains a backslash, so that its value differs from its bytes.</param>
public readonly record struct Token(TokenKind Kind, int Start, int End, bool HasEscapes = false);
