using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace Jim.GraphQL.Language;

/// <summary>
/// Divides UTF-8 text into tokens (spec 2.1, September 2025) without allocating. Throws <see cref="GraphQLSyntaxException"/> with the place
/// of the error. Invalid UTF-8 is such an error: the constructor finds the valid part of the text, and only that is scanned, so no later
/// step has to look at bytes above ASCII.
/// </summary>
public ref partial struct Lexer
{
    private static readonly bool[] NameContinue = BuildNameContinueTable();

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    /// <summary>Begins at the start of the text. The bytes are not copied, so they must not change while the lexer is used.</summary>
    public Lexer(ReadOnlySpan<byte> utf8)
    {
        _whole = utf8;
        _text = Utf8.IsValid(utf8) ? utf8 : utf8[..MeasureValid(utf8)];
    }

    /// <summary>The whole text, including a part that is invalid.</summary>
    public readonly ReadOnlySpan<byte> Text => _whole;

    /// <summary>
    /// The next token, which may be a comment. At the end of the text every call returns <see cref="TokenKind.EndOfFile"/>.
    /// </summary>
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
                    return ReadName(at);
                case (byte)'{':
                    return TakePunctuator(TokenKind.BraceLeft, at);
                case (byte)'}':
                    return TakePunctuator(TokenKind.BraceRight, at);
                case (byte)'(':
                    return TakePunctuator(TokenKind.ParenLeft, at);
                case (byte)')':
                    return TakePunctuator(TokenKind.ParenRight, at);
                case (byte)':':
                    return TakePunctuator(TokenKind.Colon, at);
                case (byte)'$':
                    return TakePunctuator(TokenKind.Dollar, at);
                case (byte)'!':
                    return TakePunctuator(TokenKind.Bang, at);
                case (byte)'[':
                    return TakePunctuator(TokenKind.BracketLeft, at);
                case (byte)']':
                    return TakePunctuator(TokenKind.BracketRight, at);
                case (byte)'=':
                    return TakePunctuator(TokenKind.EqualsSign, at);
                case (byte)'@':
                    return TakePunctuator(TokenKind.At, at);
                case (byte)'|':
                    return TakePunctuator(TokenKind.Pipe, at);
                case (byte)'&':
                    return TakePunctuator(TokenKind.Ampersand, at);
                case (byte)'.' when text[at..].StartsWith("..."u8):
                    return Take(TokenKind.Spread, at, at + 3);
                case (byte)'"':
                    return text[at..].StartsWith("\"\"\""u8) ? ReadBlockString(at) : ReadString(at);
                case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                    return ReadNumber(at);
                case (byte)'#':
                    return ReadComment(at);
                default:
                    SyntaxErrors.UnexpectedCharacter(_whole, at);
                    break;
            }
        }

        return TakeEndOfFile(at);
    }

    /// <summary>The bytes of a token as written in the document.</summary>
    public readonly ReadOnlySpan<byte> Slice(in Token token) => _text[token.Start..token.End];

    /// <summary>
    /// The value of a name, number, string or comment, without quotes or <c>#</c> and with escape sequences replaced. Empty for all other
    /// tokens.
    /// </summary>
    public readonly string GetValue(in Token token) => token.Kind switch
    {
        TokenKind.Name or TokenKind.Int or TokenKind.Float => Encoding.UTF8.GetString(Slice(token)),
        TokenKind.String => StringValue.Read(_text[(token.Start + 1)..(token.End - 1)], token.HasEscapes),
        TokenKind.BlockString => StringValue.ReadBlock(_text[(token.Start + 3)..(token.End - 3)]),
        TokenKind.Comment => Encoding.UTF8.GetString(_text[(token.Start + 1)..token.End]),
        TokenKind.EndOfFile or TokenKind.Bang or TokenKind.Dollar or TokenKind.Ampersand or TokenKind.ParenLeft or TokenKind.ParenRight
            or TokenKind.Spread or TokenKind.Colon or TokenKind.EqualsSign or TokenKind.At or TokenKind.BracketLeft
            or TokenKind.BracketRight or TokenKind.BraceLeft or TokenKind.Pipe or TokenKind.BraceRight => "",
        _ => throw new UnreachableException(token.Kind.ToString()),
    };

    /// <summary>A token as error messages show it: <c>Name "a"</c>, <c>"{"</c>, <c>&lt;EOF&gt;</c>.</summary>
    public readonly string Describe(in Token token) =>
        token.Kind < TokenKind.Name ? token.Kind.Describe() : $"{token.Kind.Describe()} \"{GetValue(token)}\"";

    private Token TakePunctuator(TokenKind kind, int at) => Take(kind, at, at + 1);

    private Token Take(TokenKind kind, int start, int end, bool hasEscapes = false)
    {
        _position = end;
        return new Token(kind, start, end, hasEscapes);
    }

    private Token TakeEndOfFile(int at)
    {
        if (_text.Length < _whole.Length)
        {
            SyntaxErrors.InvalidUtf8(_whole, at);
        }

        return Take(TokenKind.EndOfFile, at, at);
    }

    /// <summary>Name :: NameStart NameContinue* (spec 2.1.8).</summary>
    private Token ReadName(int start)
    {
        var text = _text;
        var table = NameContinue;
        var at = start + 1;
        while ((uint)at < (uint)text.Length && table[text[at]])
        {
            at++;
        }

        return Take(TokenKind.Name, start, at);
    }

    /// <summary>Comment :: # CommentChar* (spec 2.1.3).</summary>
    private Token ReadComment(int start)
    {
        var length = _text[start..].IndexOfAny((byte)'\n', (byte)'\r');
        return Take(TokenKind.Comment, start, length < 0 ? _text.Length : start + length);
    }

    /// <summary>The byte at an offset; -1 beyond the end.</summary>
    private readonly int Peek(int at) => (uint)at < (uint)_text.Length ? _text[at] : -1;

    /// <summary>UnicodeBOM is ignored anywhere in the text (spec 2.1.6).</summary>
    private static bool IsByteOrderMark(ReadOnlySpan<byte> rest) => rest.StartsWith("\uFEFF"u8);

    private static int MeasureValid(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var consumed) == OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    private static bool[] BuildNameContinueTable()
    {
        var table = new bool[256];
        foreach (var code in "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8)
        {
            table[code] = true;
        }

        return table;
    }
}
