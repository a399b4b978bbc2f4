using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Boolean (spec 3.5.4): true and false, nothing that merely looks so.</summary>
internal sealed class BooleanCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = (literal as BooleanValueNode)?.Value;
        why = value is null ? Refusal.Literal("Boolean", literal) : null;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
        why = value is null ? Refusal.Json("Boolean", json) : null;
        return value is not null;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        switch (value)
        {
            case bool boolean:
                output.WriteBoolean(boolean);
                return true;
            case JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } json:
                output.WriteBoolean(json.GetBoolean());
                return true;
            default:
                return false;
        }
    }
}
