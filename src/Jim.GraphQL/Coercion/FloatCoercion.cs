using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Float (spec 3.5.2): a finite double.</summary>
internal sealed class FloatCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if (Numbers.GetDigits(literal) is not { } text)
        {
            why = Refusal.Literal("Float", literal);
            return false;
        }

        return TryFit(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number), number, out value, out why);
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number)
        {
            why = Refusal.Json("Float", json);
            return false;
        }

        return TryFit(Numbers.TryGetDouble(json, out var number), number, out value, out why);
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (!Numbers.TryGetDouble(value, out var number))
        {
            return false;
        }

        output.WriteNumber(number);
        return true;
    }

    private static bool TryFit(bool parsed, double number, out object? value, out string? why)
    {
        var fits = parsed && double.IsFinite(number);
        value = fits ? number : null;
        why = fits ? null : Refusal.Range("Float");
        return fits;
    }
}
