using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Int (spec 3.5.1), Short and Long: whole numbers within a range. The value has the .NET type of that range.</summary>
internal sealed class WholeNumberCoercion(string name, long min, long max, Func<long, object> box) : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if (literal is not IntValueNode number)
        {
            why = Refusal.Literal(name, literal);
            return false;
        }

        return TryFit(long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole), whole,
            out value, out why);
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number)
        {
            why = Refusal.Json(name, json);
            return false;
        }

        return TryFit(Numbers.TryGetWhole(json, out var whole), whole, out value, out why);
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (!Numbers.TryGetWhole(value, out var whole) || whole < min || whole > max)
        {
            return false;
        }

        output.WriteNumber(whole);
        return true;
    }

    private bool TryFit(bool isWhole, long whole, out object? value, out string? why)
    {
        var fits = isWhole && whole >= min && whole <= max;
        value = fits ? box(whole) : null;
        why = fits ? null : Refusal.Range(name);
        return fits;
    }
}
