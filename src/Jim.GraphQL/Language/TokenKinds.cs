namespace Jim.GraphQL.Language;

/// <summary>Token kinds as messages name them.</summary>
public static class TokenKinds
{
    private static readonly string[] s_texts =
    [
        "<EOF>", "!", "$", "&", "(", ")", "...", ":", "=", "@", "[", "]", "{", "|", "}",
        "Name", "Int", "Float", "String", "BlockString", "Comment",
    ];

    /// <summary>The punctuator's own text, or the kind's name: <c>...</c>, <c>Name</c>.</summary>
    public static string Text(this TokenKind kind) => s_texts[(int)kind];

    /// <summary>The kind in a sentence: punctuators in quotes.</summary>
    public static string Describe(this TokenKind kind) =>
        kind is > TokenKind.EndOfFile and < TokenKind.Name ? $"\"{kind.Text()}\"" : kind.Text();
}
