using System.Globalization;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.Postgres.Sql;

/// <summary>
/// Checks JSON before it is sent. What <c>jsonb</c> cannot store, or would make very long when it is printed, is refused.
/// </summary>
public static class JsonInput
{
    /// <summary>
    /// The largest exponent of a number, positive or negative. <c>jsonb</c> prints numbers without exponents, so that <c>1e100000</c> would
    /// become 100,001 characters. 308 is the largest of a double.
    /// </summary>
    public const int ExponentMax = 308;

    /// <summary>
    /// The JSON text of a value as a string. Throws <see cref="GraphQLException"/> with JIM_NUMBER_TOO_LARGE, JIM_NUL_CHARACTER or
    /// JIM_INVALID_TEXT.
    /// </summary>
    public static object Encode(object value)
    {
        var text = Write(value);
        Check(Encoding.UTF8.GetBytes(text));
        return text;
    }

    /// <summary>
    /// The same for a column of type <c>json</c>, which stores any JSON as it is written: what it shows must be accepted again.
    /// </summary>
    public static object EncodeAsWritten(object value) => Write(value);

    private static string Write(object value) => value is JsonElement element ? element.GetRawText() : JsonSerializer.Serialize(value);

    private static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                CheckNumber(reader.ValueSpan);
            }
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                CheckText(ref reader);
            }
        }
    }

    private static void CheckNumber(ReadOnlySpan<byte> number)
    {
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        var fits = e < 0
            || (int.TryParse(number[(e + 1)..], CultureInfo.InvariantCulture, out var exponent) && Math.Abs(exponent) <= ExponentMax);
        if (!fits || number.Length > 1024)
        {
            throw new GraphQLException(InputErrors.NumberTooLarge());
        }
    }

    private static void CheckText(ref Utf8JsonReader reader)
    {
        try
        {
            if (reader.GetString()!.Contains('\0', StringComparison.Ordinal))
            {
                throw new GraphQLException(InputErrors.NulCharacter());
            }
        }
        catch (InvalidOperationException)
        {
            throw new GraphQLException(InputErrors.BrokenText());
        }
    }
}
