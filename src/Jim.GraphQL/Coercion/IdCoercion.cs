using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>ID (spec 3.5.5): out always a string; in a string or a whole number of any size. The runtime value is a string.</summary>
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
        value = JsonText.TryGet(json, out var text) ? text : WholeText(json);
        why = value is null ? Refusal.Json("ID", json) : null;
        return value is not null;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        var text = value switch
        {
            string s => s,
            Guid id => id.ToString("D"),
            JsonElement json => JsonText.TryGet(json, out var s) ? s : WholeText(json),
            _ => Numbers.TryWhole(value, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : null,
        };
        if (text is null)
        {
            return false;
        }

        output.WriteString(text);
        return true;
    }

    private static string? WholeText(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        // Long whole numbers keep their digits; 1.0 and 1e3 are whole too, and so is 1e21, which no one writes out.
        var raw = json.GetRawText();
        return !raw.AsSpan().ContainsAny('.', 'e', 'E') ? raw
            : Numbers.TryWhole(json, out var whole) ? whole.ToString(CultureInfo.InvariantCulture)
            : Numbers.TryDouble(json, out var large) && Math.Abs(large) >= 1e21
                ? large.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e')
            : null;
    }
}
