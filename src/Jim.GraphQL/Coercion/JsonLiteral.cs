using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Converts a literal of a document to JSON. Numbers keep their digits, and enum values become strings. Variables must have been replaced
/// by their values before. As a literal may use one large variable in thousands of places, the size of the result is limited.
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
