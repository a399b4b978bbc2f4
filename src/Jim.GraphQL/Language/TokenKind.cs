namespace Jim.GraphQL.Language;

/// <summary>The kinds of tokens (spec 2.1.5), including comments.</summary>
public enum TokenKind : byte
{
    /// <summary>The end of the text, which is not a token of the grammar.</summary>
    EndOfFile,

    /// <summary><c>!</c></summary>
    Bang,

    /// <summary><c>$</c></summary>
    Dollar,

    /// <summary><c>&amp;</c></summary>
    Ampersand,

    /// <summary><c>(</c></summary>
    ParenLeft,

    /// <summary><c>)</c></summary>
    ParenRight,

    /// <summary><c>...</c></summary>
    Spread,

    /// <summary><c>:</c></summary>
    Colon,

    /// <summary><c>=</c></summary>
    EqualsSign,

    /// <summary><c>@</c></summary>
    At,

    /// <summary><c>[</c></summary>
    BracketLeft,

    /// <summary><c>]</c></summary>
    BracketRight,

    /// <summary><c>{</c></summary>
    BraceLeft,

    /// <summary><c>|</c></summary>
    Pipe,

    /// <summary><c>}</c></summary>
    BraceRight,

    /// <summary>Name (spec 2.1.8). Keywords are names too, because the grammar has no reserved words.</summary>
    Name,

    /// <summary>IntValue (spec 2.10.1).</summary>
    Int,

    /// <summary>FloatValue (spec 2.10.2).</summary>
    Float,

    /// <summary>StringValue in single quotation marks <c>"</c> (spec 2.10.4).</summary>
    String,

    /// <summary>StringValue in triple quotation marks <c>"""</c> (spec 2.10.4).</summary>
    BlockString,

    /// <summary>From <c>#</c> to the end of the line (spec 2.1.3). The parser ignores it.</summary>
    Comment,
}
