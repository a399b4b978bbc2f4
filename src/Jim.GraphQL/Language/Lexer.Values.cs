using System.Buffers;

namespace Jim.GraphQL.Language;

/// <summary>Tokens of values: numbers (spec 2.10.1, 2.10.2) and strings (spec 2.10.4).</summary>
public ref partial struct Lexer
{
    /// <summary>The bytes that end a run of plain characters in a string (spec 2.10.4).</summary>
    private static readonly SearchValues<byte> StringStops = SearchValues.Create("\"\\\n\r"u8);

    /// <summary>
    /// IntValue and FloatValue (spec 2.10.1, 2.10.2): without leading zeros, and not followed by a dot or the start of a name.
    /// </summary>
    private Token ReadNumber(int start)
    {
        var at = start;
        var kind = TokenKind.Int;
        if (Peek(at) == '-')
        {
            at++;
        }

        if (Peek(at) == '0')
        {
            at++;
            if (IsDigit(Peek(at)))
            {
                SyntaxErrors.DigitAfterZero(_whole, at);
            }
        }
        else
        {
            at = SkipDigits(at);
        }

        if (Peek(at) == '.')
        {
            kind = TokenKind.Float;
            at = SkipDigits(at + 1);
        }

        if (Peek(at) is 'e' or 'E')
        {
            kind = TokenKind.Float;
            at++;
            at = SkipDigits(Peek(at) is '+' or '-' ? at + 1 : at);
        }

        if (Peek(at) is '.' or '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        {
            SyntaxErrors.ExpectedDigit(_whole, at);
        }

        return Take(kind, start, at);
    }

    /// <summary>Digit+; returns the offset after the last digit.</summary>
    private readonly int SkipDigits(int at)
    {
        if (!IsDigit(Peek(at)))
        {
            SyntaxErrors.ExpectedDigit(_whole, at);
        }

        while (IsDigit(Peek(at)))
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// StringValue :: " StringCharacter* " (spec 2.10.4). Escape sequences are only checked here. They are replaced when the value is read.
    /// </summary>
    private Token ReadString(int start)
    {
        var at = start + 1;
        var hasEscapes = false;
        while (true)
        {
            var run = _text[at..].IndexOfAny(StringStops);
            at = run < 0 ? _text.Length : at + run;
            switch (Peek(at))
            {
                case '"':
                    return Take(TokenKind.String, start, at + 1, hasEscapes);
                case '\\':
                    at += StringValue.MeasureEscape(_whole, at);
                    hasEscapes = true;
                    break;
                default:
                    FailUnterminated(at);
                    break;
            }
        }
    }

    /// <summary>StringValue :: """ BlockStringCharacter* """ (spec 2.10.4): the only escape sequence is <c>\"""</c>.</summary>
    private Token ReadBlockString(int start)
    {
        var at = start + 3;
        while (true)
        {
            var run = _text[at..].IndexOfAny((byte)'"', (byte)'\\');
            at = run < 0 ? _text.Length : at + run;
            var rest = _text[at..];
            if (rest.StartsWith("\"\"\""u8))
            {
                return Take(TokenKind.BlockString, start, at + 3);
            }

            if (rest.IsEmpty)
            {
                FailUnterminated(at);
            }

            at += rest.StartsWith("\\\"\"\""u8) ? 4 : 1;
        }
    }

    private readonly void FailUnterminated(int at)
    {
        if (at == _text.Length && at < _whole.Length)
        {
            SyntaxErrors.InvalidUtf8(_whole, at);
        }

        SyntaxErrors.UnterminatedString(_whole, at);
    }

    private static bool IsDigit(int code) => code is >= '0' and <= '9';
}
