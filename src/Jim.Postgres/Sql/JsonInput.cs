using System.Globalization;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.Postgres.Sql;

/// <summary>
/// Checks JSON before it is sent: what <c>jsonb</c> cannot store, or would print at great length, is refused with a code.
/// </summary>
public static class JsonInput
{
    /// <summary>The largest exponent. Postgres prints larger numbers digit by digit (<c>1e100000</c> has 100,001 characters).</summary>
    public const int ExponentMax = 308;

    public static object Encode(object value)
    {
        var text = value is JsonElement element ? element.GetRawText() : JsonSerializer.Serialize(value);
        Check(Encoding.UTF8.GetBytes(text));
        return text;
    }

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
