using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Decimal: a JSON number up to 79228162514264337593543950335, kept exactly.</summary>
internal sealed class DecimalCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if (Numbers.GetDigits(literal) is not { } text)
        {
            why = Refusal.Literal("Decimal", literal);
            return false;
        }

        var fits = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        value = fits ? number : null;
        why = fits ? null : Refusal.Range("Decimal");
        return fits;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number)
        {
            why = Refusal.Json("Decimal", json);
            return false;
        }

        var fits = json.TryGetDecimal(out var number);
        value = fits ? number : null;
        why = fits ? null : Refusal.Range("Decimal");
        return fits;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (!Numbers.TryGetDecimal(value, out var number))
        {
            return false;
        }

        output.WriteNumber(number);
        return true;
    }
}
