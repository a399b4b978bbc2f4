using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>String (spec 3.5.3). A client must send a string. Numbers and booleans from a resolver are written as their text.</summary>
internal sealed class StringCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = (literal as StringValueNode)?.Value;
        why = value is null ? Refusal.Literal("String", literal) : null;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        var fits = JsonText.TryGet(json, out var text);
        value = text;
        why = fits ? null : Refusal.Json("String", json);
        return fits;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        var text = value switch
        {
            string s => s,
            JsonElement json when JsonText.TryGet(json, out var s) => s,
            JsonElement { ValueKind: JsonValueKind.Number } json => json.GetRawText(),
            JsonElement { ValueKind: JsonValueKind.True } or true => "true",
            JsonElement { ValueKind: JsonValueKind.False } or false => "false",
            char or Guid or Uri or int or long or short or decimal or double or float =>
                Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (text is null)
        {
            return false;
        }

        output.WriteString(text);
        return true;
    }
}
