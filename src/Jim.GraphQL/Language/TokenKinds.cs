namespace Jim.GraphQL.Language;

/// <summary>The names of token kinds in error messages.</summary>
public static class TokenKinds
{
    private static readonly string[] Texts =
    [
        "<EOF>", "!", "$", "&", "(", ")", "...", ":", "=", "@", "[", "]", "{", "|", "}",
        "Name", "Int", "Float", "String", "BlockString", "Comment",
    ];

    /// <summary>The text of a punctuator, or the name of the kind: <c>...</c>, <c>Name</c>.</summary>
    public static string Text(this TokenKind kind) => Texts[(int)kind];

    /// <summary>The same as part of a sentence: punctuators in quotation marks.</summary>
    public static string Describe(this TokenKind kind) =>
        kind is > TokenKind.EndOfFile and < TokenKind.Name ? $"\"{kind.Text()}\"" : kind.Text();
}
