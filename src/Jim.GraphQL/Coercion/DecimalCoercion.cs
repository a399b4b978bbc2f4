using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Decimal: a number of any number of digits, each of which is kept. It is written as a JSON number and read from one; as JavaScript reads
/// such a number as a double, the same digits are also read from a string (<c>"0.10"</c>). <c>"NaN"</c>, <c>"Infinity"</c> and
/// <c>"-Infinity"</c>, for which JSON has no number, are strings in both directions. The value is an <see cref="ExactDecimal"/>.
/// </summary>
internal sealed class DecimalCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if ((Numbers.GetDigits(literal) ?? (literal as StringValueNode)?.Value) is { } text)
        {
            return TryRead(text, out value, out why);
        }

        why = Refusal.Literal("Decimal", literal);
        return false;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (ReadText(json) is { } text)
        {
            return TryRead(text, out value, out why);
        }

        why = Refusal.Json("Decimal", json);
        return false;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        var text = value switch
        {
            ExactDecimal exact => exact.Text,
            JsonElement json => ReadText(json),
            string given => given,
            _ => Numbers.TryGetDecimal(value, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        };
        if (text is null || !ExactDecimal.TryRead(text, out var read))
        {
            return false;
        }

        if (read.IsNumber)
        {
            output.WriteAscii(read.Text);
        }
        else
        {
            output.WriteString(read.Text);
        }

        return true;
    }

    private static string? ReadText(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? json.GetRawText() : JsonText.TryGet(json, out var text) ? text : null;

    private static bool TryRead(string text, out object? value, out string? why)
    {
        var fits = ExactDecimal.TryRead(text, out var read);
        value = read;
        why = fits ? null : ExactDecimal.IsInForm(text) ? Refusal.Range("Decimal") : Refusal.Format("Decimal");
        return fits;
    }
}
