using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Literals of a document as JSON: numbers keep their digits, enum names become strings. A variable has no place in it, but its value may
/// have: then a literal may name a large one in thousands of places, so the whole is bounded.
/// </summary>
internal static class JsonLiteral
{
    private const int BytesMax = 4 << 20;

    public static bool TryRead(ValueNode literal, out JsonElement json)
    {
        json = default;
        var bytes = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = 2000 }))
        {
            if (!TryWrite(literal, writer))
            {
                return false;
            }
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan, new JsonReaderOptions { MaxDepth = 2000 });
        json = JsonElement.ParseValue(ref reader);
        return true;
    }

    private static bool TryWrite(ValueNode literal, Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > BytesMax)
        {
            return false;
        }

        switch (literal)
        {
            case JsonValueNode json:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(json.Value), skipInputValidation: true);
                return true;
            case NullValueNode:
                writer.WriteNullValue();
                return true;
            case BooleanValueNode boolean:
                writer.WriteBooleanValue(boolean.Value);
                return true;
            case IntValueNode whole:
                writer.WriteRawValue(whole.Text);
                return true;
            case FloatValueNode broken:
                writer.WriteRawValue(broken.Text);
                return true;
            case EnumValueNode name:
                writer.WriteStringValue(name.Name);
                return true;
            case StringValueNode text:
                writer.WriteStringValue(text.Value);
                return true;
            case ListValueNode list:
                writer.WriteStartArray();
                var all = list.Items.All(item => TryWrite(item, writer));
                writer.WriteEndArray();
                return all;
            case ObjectValueNode fields:
                writer.WriteStartObject();
                var every = fields.Fields.All(field => TryWriteField(field, writer));
                writer.WriteEndObject();
                return every;
            default:
                return false;
        }
    }

    private static bool TryWriteField(ObjectFieldNode field, Utf8JsonWriter writer)
    {
        writer.WritePropertyName(field.Name.Value);
        return TryWrite(field.Value, writer);
    }
}
