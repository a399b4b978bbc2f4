using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// The value of a <c>Decimal</c> as the digits that were given, so that none is lost however many there are; or one of the words
/// <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, with which Postgres names the values of <c>numeric</c> that have no digits.
/// </summary>
public sealed record ExactDecimal
{
    /// <summary>
    /// The largest exponent that is read, that of the largest double. An exponent is a short way to ask for many digits
    /// (<c>1e100000</c> has 100,001), and Jim never writes one.
    /// </summary>
    private const int ExponentMax = 308;

    /// <summary>Postgres' <c>numeric</c> has at most 131,072 digits before the point and 16,383 after it.</summary>
    private const int LengthMax = 131_072 + 16_383 + 2;

    private ExactDecimal(string text) => Text = text;

    /// <summary>A number in JSON's form, or one of the words.</summary>
    public string Text { get; }

    /// <summary>False for the words.</summary>
    public bool IsNumber => Text[^1] is >= '0' and <= '9';

    /// <summary>Reads a number in JSON's form, or one of the words.</summary>
    public static bool TryRead(string text, [MaybeNullWhen(false)] out ExactDecimal value)
    {
        value = IsInForm(text) && IsInRange(text) ? new ExactDecimal(text) : null;
        return value is not null;
    }

    /// <summary>True for a number in JSON's form of whatever size, and for the words.</summary>
    public static bool IsInForm(string text) => text is "NaN" or "Infinity" or "-Infinity" || IsNumberOfJson(text);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary><c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?</c></summary>
    private static bool IsNumberOfJson(ReadOnlySpan<char> text)
    {
        text = text is ['-', .. var unsigned] ? unsigned : text;
        if (text is ['0', >= '0' and <= '9', ..] || !TryCutDigits(ref text))
        {
            return false;
        }

        if (text is ['.', .. var fraction])
        {
            text = fraction;
            if (!TryCutDigits(ref text))
            {
                return false;
            }
        }

        if (text is ['e' or 'E', .. var exponent])
        {
            text = exponent is ['+' or '-', .. var digits] ? digits : exponent;
            return TryCutDigits(ref text) && text.IsEmpty;
        }

        return text.IsEmpty;
    }

    private static bool TryCutDigits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text.Length : end;
        text = text[digits..];
        return digits > 0;
    }

    private static bool IsInRange(string text)
    {
        var e = text.AsSpan().IndexOfAny('e', 'E');
        return text.Length <= LengthMax
            && (e < 0
                || (int.TryParse(text.AsSpan(e + 1), CultureInfo.InvariantCulture, out var exponent)
                    && Math.Abs((long)exponent) <= ExponentMax));
    }
}
