using System.Buffers;
using System.Text.Json;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Types;

/// <summary>
/// Any JSON value, passed through (HotChocolate's Any). Runtime value: <see cref="JsonElement"/>, or null for the literal null.
/// </summary>
public sealed class AnyCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        why = null;
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        if (!TryWriteLiteral(literal, json))
        {
            why = "A variable cannot stand inside a value of any type.";
            return false;
        }

        json.Flush();
        value = literal is NullValueNode ? null : JsonElement.Parse(bytes.WrittenSpan);
        return true;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = json.ValueKind == JsonValueKind.Null ? null : json;
        why = null;
        return true;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (value is JsonElement element)
        {
            output.WriteRaw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element));
            return true;
        }

        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, value);
        return true;
    }

    private static bool TryWriteLiteral(ValueNode literal, Utf8JsonWriter json)
    {
        switch (literal)
        {
            case NullValueNode:
                json.WriteNullValue();
                return true;
            case BooleanValueNode b:
                json.WriteBooleanValue(b.Value);
                return true;
            case IntValueNode i:
                json.WriteRawValue(i.Text);
                return true;
            case FloatValueNode f:
                json.WriteRawValue(f.Text);
                return true;
            case StringValueNode s:
                json.WriteStringValue(s.Value);
                return true;
            case EnumValueNode e:
                json.WriteStringValue(e.Name);
                return true;
            case ListValueNode list:
                return TryWriteList(list, json);
            case ObjectValueNode o:
                return TryWriteObject(o, json);
            default:
                return false;
        }
    }

    private static bool TryWriteList(ListValueNode list, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in list.Items)
        {
            if (!TryWriteLiteral(item, json))
            {
                return false;
            }
        }

        json.WriteEndArray();
        return true;
    }

    private static bool TryWriteObject(ObjectValueNode o, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in o.Fields)
        {
            json.WritePropertyName(field.Name.Value);
            if (!TryWriteLiteral(field.Value, json))
            {
                return false;
            }
        }

        json.WriteEndObject();
        return true;
    }
}
