using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Responses;

/// <summary>
/// Writes a response in HotChocolate's member order: <c>requestIndex</c>, <c>variableIndex</c>, <c>errors</c>, <c>data</c>,
/// <c>extensions</c>, <c>pending</c>, <c>incremental</c>, <c>completed</c>, <c>hasNext</c>.
/// </summary>
public static class ResponseWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="output">Receives UTF-8 JSON.</param>
    /// <param name="response">The response. The bytes of its data and extensions are copied unchanged.</param>
    public static void Write(IBufferWriter<byte> output, in ResponseMap response)
    {
        using var around = new JsonBuffer(256);
        var split = WriteAround(around, response);
        output.Write(around.WrittenSpan[..split]);
        output.Write(response.HasData ? response.Data : default);
        output.Write(around.WrittenSpan[split..]);
    }

    /// <summary>
    /// Writes everything except the bytes of <see cref="ResponseMap.Data"/>, so that the caller can send these directly from the buffer in
    /// which they were built. Returns the offset in <paramref name="output"/> at which they belong.
    /// </summary>
    /// <param name="output">An empty buffer.</param>
    /// <param name="response">The response. If it has no data, the returned offset has no meaning.</param>
    public static int WriteAround(JsonBuffer output, in ResponseMap response)
    {
        output.WriteByte((byte)'{');
        var separated = true;
        var split = 0;
        WriteIndex("\"requestIndex\":"u8, response.RequestIndex, output, ref separated);
        WriteIndex("\"variableIndex\":"u8, response.VariableIndex, output, ref separated);
        if (response.Errors.Count > 0)
        {
            WriteKey("\"errors\":"u8, output, ref separated);
            WriteErrors(output, response.Errors);
        }

        if (response.HasData)
        {
            WriteKey("\"data\":"u8, output, ref separated);
            split = output.Length;
        }

        if (!response.Extensions.IsEmpty)
        {
            WriteKey("\"extensions\":"u8, output, ref separated);
            output.WriteRaw(response.Extensions);
        }

        if (response.Batch is { } batch)
        {
            IncrementalWriter.Write(output, batch, response.Format, ref separated);
        }

        output.WriteByte((byte)'}');
        return split;
    }

    /// <summary>Writes the name of a member with its colon, after a comma when another member precedes it.</summary>
    /// <param name="separated">True while no member was written before; false afterwards.</param>
    internal static void WriteKey(ReadOnlySpan<byte> key, JsonBuffer output, ref bool separated)
    {
        if (!separated)
        {
            output.WriteByte((byte)',');
        }

        separated = false;
        output.WriteRaw(key);
    }

    private static void WriteIndex(ReadOnlySpan<byte> key, int? index, JsonBuffer output, ref bool separated)
    {
        if (index is { } number)
        {
            WriteKey(key, output, ref separated);
            output.WriteNumber(number);
        }
    }

    /// <summary>
    /// Writes errors as a JSON array. Each has its message, locations, path and extensions, of which the code is the first.
    /// </summary>
    public static void WriteErrors(IBufferWriter<byte> output, IEnumerable<GraphQLError> errors)
    {
        using var json = new Utf8JsonWriter(output, Relaxed);
        WriteErrors(json, errors);
    }

    internal static void WriteErrors(Utf8JsonWriter json, IEnumerable<GraphQLError> errors)
    {
        json.WriteStartArray();
        foreach (var error in errors)
        {
            WriteError(json, error);
        }

        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, GraphQLError error)
    {
        json.WriteStartObject();
        json.WriteString("message"u8, error.Message);
        if (!error.Locations.IsDefaultOrEmpty)
        {
            json.WriteStartArray("locations"u8);
            foreach (var (line, column) in error.Locations)
            {
                json.WriteStartObject();
                json.WriteNumber("line"u8, line);
                json.WriteNumber("column"u8, column);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (!error.Path.IsDefaultOrEmpty)
        {
            json.WritePropertyName("path"u8);
            WriteValue(json, error.Path);
        }

        if (error.Code is not null || !error.Extensions.IsDefaultOrEmpty)
        {
            WriteErrorExtensions(json, error);
        }

        json.WriteEndObject();
    }

    private static void WriteErrorExtensions(Utf8JsonWriter json, GraphQLError error)
    {
        json.WriteStartObject("extensions"u8);
        if (error.Code is not null)
        {
            json.WriteString("code"u8, error.Code);
        }

        foreach (var (name, value) in error.Extensions.IsDefault ? [] : error.Extensions)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    internal static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool boolean:
                json.WriteBooleanValue(boolean);
                break;
            case int or long or short:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case IReadOnlyDictionary<string, object?> members:
                WriteMembers(json, members);
                break;
            case IEnumerable items:
                WriteItems(json, items);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            WriteValue(json, item);
        }

        json.WriteEndArray();
    }
}
