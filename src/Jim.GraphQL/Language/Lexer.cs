using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Jim.GraphQL.Language;

/// <summary>
/// Cuts UTF-8 text into tokens (spec 2.1, September 2025) without allocating. A fault throws <see cref="GraphQLSyntaxException"/> at its
/// place. Invalid UTF-8 is a fault where it stands: only the valid prefix is ever scanned, so that no scan has to look at bytes above
/// ASCII.
/// </summary>
public ref struct Lexer
{
    /// <summary>What ends a run of plain characters in a string (spec 2.10.4).</summary>
    private static readonly SearchValues<byte> s_stringStops = SearchValues.Create("\"\\\n\r"u8);

    private static readonly bool[] s_nameContinue = NameContinueTable();

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    /// <summary>A lexer at the start of the text. Nothing is copied: the bytes must not change while it is used.</summary>
    public Lexer(ReadOnlySpan<byte> utf8)
    {
        _whole = utf8;
        _text = Utf8.IsValid(utf8) ? utf8 : utf8[..ValidLength(utf8)];
    }

    /// <summary>The whole text, faults included.</summary>
    public readonly ReadOnlySpan<byte> Text => _whole;

    /// <summary>The next token, comments included; <see cref="TokenKind.EndOfFile"/> again and again at the end.</summary>
    public Token Next()
    {
        var text = _text;
        var at = _position;
        while ((uint)at < (uint)text.Length)
        {
            var code = text[at];
            switch (code)
            {
                case (byte)' ' or (byte)'\n' or (byte)',' or (byte)'\t' or (byte)'\r':
                    at++;
                    continue;
                case 0xEF when IsByteOrderMark(text[at..]):
                    at += 3;
                    continue;
                case (byte)'_' or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z'):
                    return Name(at);
                case (byte)'{':
                    return Punctuator(TokenKind.BraceLeft, at);
                case (byte)'}':
                    return Punctuator(TokenKind.BraceRight, at);
                case (byte)'(':
                    return Punctuator(TokenKind.ParenLeft, at);
                case (byte)')':
                    return Punctuator(TokenKind.ParenRight, at);
                case (byte)':':
                    return Punctuator(TokenKind.Colon, at);
                case (byte)'$':
                    return Punctuator(TokenKind.Dollar, at);
                case (byte)'!':
                    return Punctuator(TokenKind.Bang, at);
                case (byte)'[':
                    return Punctuator(TokenKind.BracketLeft, at);
                case (byte)']':
                    return Punctuator(TokenKind.BracketRight, at);
                case (byte)'=':
                    return Punctuator(TokenKind.EqualsSign, at);
                case (byte)'@':
                    return Punctuator(TokenKind.At, at);
                case (byte)'|':
                    return Punctuator(TokenKind.Pipe, at);
                case (byte)'&':
                    return Punctuator(TokenKind.Ampersand, at);
                case (byte)'.' when text[at..].StartsWith("..."u8):
                    return End(TokenKind.Spread, at, at + 3);
                case (byte)'"':
                    return text[at..].StartsWith("\"\"\""u8) ? BlockString(at) : String(at);
                case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                    return Number(at);
                case (byte)'#':
                    return Comment(at);
                default:
                    SyntaxErrors.UnexpectedCharacter(_whole, at);
                    break;
            }
        }

        return EndOfFile(at);
    }

    /// <summary>The bytes of a token as they stand in the document.</summary>
    public readonly ReadOnlySpan<byte> Slice(in Token token) => _text[token.Start..token.End];

    /// <summary>
    /// The value of a name, number, string or comment: quotes and <c>#</c> cut off, escapes resolved. Empty for the others.
    /// </summary>
    public readonly string ValueOf(in Token token) => token.Kind switch
    {
        TokenKind.Name or TokenKind.Int or TokenKind.Float => Encoding.UTF8.GetString(Slice(token)),
        TokenKind.String => StringValue.Read(_text[(token.Start + 1)..(token.End - 1)], token.HasEscapes),
        TokenKind.BlockString => StringValue.OfBlock(_text[(token.Start + 3)..(token.End - 3)]),
        TokenKind.Comment => Encoding.UTF8.GetString(_text[(token.Start + 1)..token.End]),
        _ => "",
    };

    /// <summary>A token as messages tell it: <c>Name "a"</c>, <c>"{"</c>, <c>&lt;EOF&gt;</c>.</summary>
    public readonly string Describe(in Token token) =>
        token.Kind < TokenKind.Name ? token.Kind.Describe() : $"{token.Kind.Describe()} \"{ValueOf(token)}\"";

    private Token Punctuator(TokenKind kind, int at) => End(kind, at, at + 1);

    private Token End(TokenKind kind, int start, int end, bool hasEscapes = false)
    {
        _position = end;
        return new Token(kind, start, end, hasEscapes);
    }

    private Token EndOfFile(int at)
    {
        if (_text.Length < _whole.Length)
        {
            SyntaxErrors.InvalidUtf8(_whole, at);
        }

        return End(TokenKind.EndOfFile, at, at);
    }

    /// <summary>Name :: NameStart NameContinue* (spec 2.1.8).</summary>
    private Token Name(int start)
    {
        var text = _text;
        var table = s_nameContinue;
        var at = start + 1;
        while ((uint)at < (uint)text.Length && table[text[at]])
        {
            at++;
        }

        return End(TokenKind.Name, start, at);
    }

    /// <summary>Comment :: # CommentChar* (spec 2.1.3).</summary>
    private Token Comment(int start)
    {
        var length = _text[start..].IndexOfAny((byte)'\n', (byte)'\r');
        return End(TokenKind.Comment, start, length < 0 ? _text.Length : start + length);
    }

    /// <summary>IntValue, FloatValue (spec 2.10.1, 2.10.2): no leading zeros, and no dot or name start may follow.</summary>
    private Token Number(int start)
    {
        var at = start;
        var kind = TokenKind.Int;
        if (At(at) == '-')
        {
            at++;
        }

        if (At(at) == '0')
        {
            at++;
            if (IsDigit(At(at)))
            {
                SyntaxErrors.DigitAfterZero(_whole, at);
            }
        }
        else
        {
            at = Digits(at);
        }

        if (At(at) == '.')
        {
            kind = TokenKind.Float;
            at = Digits(at + 1);
        }

        if (At(at) is 'e' or 'E')
        {
            kind = TokenKind.Float;
            at++;
            at = Digits(At(at) is '+' or '-' ? at + 1 : at);
        }

        if (At(at) is '.' or '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        {
            SyntaxErrors.ExpectedDigit(_whole, at);
        }

        return End(kind, start, at);
    }

    /// <summary>Digit+; gives the place after it.</summary>
    private readonly int Digits(int at)
    {
        if (!IsDigit(At(at)))
        {
            SyntaxErrors.ExpectedDigit(_whole, at);
        }

        while (IsDigit(At(at)))
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// StringValue :: " StringCharacter* " (spec 2.10.4). Escapes are checked here and resolved only when the value is asked for.
    /// </summary>
    private Token String(int start)
    {
        var at = start + 1;
        var hasEscapes = false;
        while (true)
        {
            var run = _text[at..].IndexOfAny(s_stringStops);
            at = run < 0 ? _text.Length : at + run;
            switch (At(at))
            {
                case '"':
                    return End(TokenKind.String, start, at + 1, hasEscapes);
                case '\\':
                    at += StringValue.EscapeLength(_whole, at);
                    hasEscapes = true;
                    break;
                default:
                    Unterminated(at);
                    break;
            }
        }
    }

    /// <summary>StringValue :: """ BlockStringCharacter* """ (spec 2.10.4): only <c>\"""</c> is an escape.</summary>
    private Token BlockString(int start)
    {
        var at = start + 3;
        while (true)
        {
            var run = _text[at..].IndexOfAny((byte)'"', (byte)'\\');
            at = run < 0 ? _text.Length : at + run;
            var rest = _text[at..];
            if (rest.StartsWith("\"\"\""u8))
            {
                return End(TokenKind.BlockString, start, at + 3);
            }

            if (rest.IsEmpty)
            {
                Unterminated(at);
            }

            at += rest.StartsWith("\\\"\"\""u8) ? 4 : 1;
        }
    }

    private readonly void Unterminated(int at)
    {
        if (at == _text.Length && at < _whole.Length)
        {
            SyntaxErrors.InvalidUtf8(_whole, at);
        }

        SyntaxErrors.UnterminatedString(_whole, at);
    }

    /// <summary>The byte at a place, -1 past the end.</summary>
    private readonly int At(int at) => (uint)at < (uint)_text.Length ? _text[at] : -1;

    private static bool IsDigit(int code) => code is >= '0' and <= '9';

    /// <summary>UnicodeBOM is ignored wherever it stands (spec 2.1.6).</summary>
    private static bool IsByteOrderMark(ReadOnlySpan<byte> rest) => rest.StartsWith("\uFEFF"u8);

    private static int ValidLength(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var consumed) == OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    private static bool[] NameContinueTable()
    {
        var table = new bool[256];
        foreach (var code in "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8)
        {
            table[code] = true;
        }

        return table;
    }
}
