using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// All errors of the lexer and the parser. The messages are those of graphql-js, those about limits HotChocolate's. All have the code
/// HC0014.
/// </summary>
internal static class SyntaxErrors
{
    public const string Code = "HC0014";

    public static GraphQLSyntaxException At(ReadOnlySpan<byte> text, int offset, string message) =>
        new(new GraphQLError(message) { Code = Code, Locations = [SourceLocation.Locate(text, offset)] });

    [DoesNotReturn]
    public static void UnexpectedCharacter(ReadOnlySpan<byte> text, int at) => throw At(text, at, text[at] == '\''
        ? "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?"
        : $"Syntax Error: Unexpected character: {DescribeCharacter(text, at)}.");

    [DoesNotReturn]
    public static void InvalidUtf8(ReadOnlySpan<byte> text, int at) =>
        throw At(text, at, "Syntax Error: Invalid character: the document is not valid UTF-8.");

    [DoesNotReturn]
    public static void UnterminatedString(ReadOnlySpan<byte> text, int at) => throw At(text, at, "Syntax Error: Unterminated string.");

    [DoesNotReturn]
    public static void InvalidEscape(ReadOnlySpan<byte> text, int at, int length) =>
        throw At(text, at, $"Syntax Error: Invalid character escape sequence: \"{Slice(text, at, length)}\".");

    [DoesNotReturn]
    public static void InvalidUnicodeEscape(ReadOnlySpan<byte> text, int at, int length) =>
        throw At(text, at, $"Syntax Error: Invalid Unicode escape sequence: \"{Slice(text, at, length)}\".");

    [DoesNotReturn]
    public static void ExpectedDigit(ReadOnlySpan<byte> text, int at) =>
        throw At(text, at, $"Syntax Error: Invalid number, expected digit but got: {DescribeCharacter(text, at)}.");

    [DoesNotReturn]
    public static void DigitAfterZero(ReadOnlySpan<byte> text, int at) =>
        throw At(text, at, $"Syntax Error: Invalid number, unexpected digit after 0: {DescribeCharacter(text, at)}.");

    [DoesNotReturn]
    public static void TooManyTokens(ReadOnlySpan<byte> text, int at, int max) =>
        throw At(text, at, $"The GraphQL request document contains more than {max} tokens. Parsing aborted.");

    [DoesNotReturn]
    public static void TooManyFields(ReadOnlySpan<byte> text, int at, int max) =>
        throw At(text, at, $"The GraphQL request document contains more than {max} fields. Parsing aborted.");

    [DoesNotReturn]
    public static void TooManyDirectives(ReadOnlySpan<byte> text, int at, int max) =>
        throw At(text, at, $"The GraphQL request document contains more than {max} directives per location. Parsing aborted.");

    [DoesNotReturn]
    public static void TooDeep(ReadOnlySpan<byte> text, int at, int depth) =>
        throw At(text, at, $"The GraphQL request document is nested more than {depth} levels deep. Parsing aborted.");

    [DoesNotReturn]
    public static void TooLarge(int max) => throw At([], 0, $"The GraphQL request document is larger than {max} bytes. Parsing aborted.");

    /// <summary>A character as error messages show it: printable ASCII in quotation marks, all others by their code point.</summary>
    private static string DescribeCharacter(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
        {
            return "<EOF>";
        }

        return Rune.DecodeFromUtf8(text[at..], out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune.Value switch
            {
                '"' => "'\"'",
                >= 0x20 and <= 0x7e => $"\"{rune}\"",
                _ => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"),
            }
            : "an invalid byte";
    }

    private static string Slice(ReadOnlySpan<byte> text, int at, int length) =>
        Encoding.UTF8.GetString(text.Slice(at, Math.Min(length, text.Length - at)));
}
