using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// ID (spec 3.5.5): read from a string or from a whole number of any size, and always written as a string. The value is a string.
/// </summary>
internal sealed class IdCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = literal switch
        {
            StringValueNode text => text.Value,
            IntValueNode number => number.Text,
            _ => null,
        };
        why = value is null ? Refusal.Literal("ID", literal) : null;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = JsonText.TryGet(json, out var text) ? text : ReadWhole(json);
        why = value is null ? Refusal.Json("ID", json) : null;
        return value is not null;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        var text = value switch
        {
            string s => s,
            Guid id => id.ToString("D"),
            JsonElement json => JsonText.TryGet(json, out var s) ? s : ReadWhole(json),
            _ => Numbers.TryGetWhole(value, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : null,
        };
        if (text is null)
        {
            return false;
        }

        output.WriteString(text);
        return true;
    }

    private static string? ReadWhole(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        // A number without a fraction or an exponent keeps its digits, however many. 1.0, 1e3 and 1e21 are whole numbers too; from 1e21 on
        // they are written with an exponent, as JavaScript does.
        var raw = json.GetRawText();
        return !raw.AsSpan().ContainsAny('.', 'e', 'E') ? raw
            : Numbers.TryGetWhole(json, out var whole) ? whole.ToString(CultureInfo.InvariantCulture)
            : Numbers.TryGetDouble(json, out var large) && Math.Abs(large) >= 1e21
                ? large.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e')
            : null;
    }
}
