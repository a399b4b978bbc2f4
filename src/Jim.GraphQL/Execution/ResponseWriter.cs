using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Execution;

/// <summary>The response map (spec 7.1) in HotChocolate's member order: <c>{"errors":[…],"data":…,"extensions":{…}}</c>.</summary>
public static class ResponseWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a whole response.</summary>
    /// <param name="output">Gets UTF-8 JSON.</param>
    /// <param name="data">The executor's buffer; null for a request error, whose response has no <c>data</c>.</param>
    /// <param name="errors">Empty: no <c>errors</c> member.</param>
    /// <param name="extensions">Members of <c>extensions</c>, their values JSON already; empty: no such member.</param>
    public static void Write(
        IBufferWriter<byte> output, JsonBuffer? data, IReadOnlyCollection<GraphQLError> errors,
        IReadOnlyCollection<KeyValuePair<string, ReadOnlyMemory<byte>>>? extensions = null)
    {
        output.Write("{"u8);
        var separator = ReadOnlySpan<byte>.Empty;
        if (errors.Count > 0)
        {
            output.Write("\"errors\":"u8);
            WriteErrors(output, errors);
            separator = ","u8;
        }

        if (data is not null)
        {
            output.Write(separator);
            output.Write("\"data\":"u8);
            output.Write(data.WrittenSpan);
            separator = ","u8;
        }

        if (extensions is { Count: > 0 })
        {
            output.Write(separator);
            output.Write("\"extensions\":"u8);
            WriteExtensions(output, extensions);
        }

        output.Write("}"u8);
    }

    /// <summary>A JSON array of errors: message, locations, path, extensions (its code first).</summary>
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

    /// <summary>A JSON object of members that are JSON already.</summary>
    public static void WriteExtensions(IBufferWriter<byte> output, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> extensions)
    {
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartObject();
        foreach (var (name, value) in extensions)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
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
