using System.Text.Json;
using System.Text.Json.Nodes;

namespace Jim.Conformance;

/// <summary>Coerced values as JSON, enum values as their names.</summary>
public static class RuntimeJson
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        EnumValueDefinition name => JsonValue.Create(name.Name),
        InputObject input => new JsonObject(input.Fields.Select(f => new KeyValuePair<string, JsonNode?>(f.Key.Name, Of(f.Value)))),
        object?[] items => new JsonArray([.. items.Select(Of)]),
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement json => JsonNode.Parse(json.GetRawText()),
        string text => JsonValue.Create(text),
        bool boolean => JsonValue.Create(boolean),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        _ => throw new InvalidOperationException($"no JSON for {value.GetType()}"),
    };

    public static JsonElement Element(object? value) => JsonElement.Parse(Of(value)?.ToJsonString() ?? "null");
}
