using System.Text.Encodings.Web;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Responses;

/// <summary>
/// The two formats of incremental delivery, which a client chooses by the parameter <c>incrementalSpec</c> of the Accept header.
/// </summary>
public enum IncrementalFormat
{
    /// <summary>Parts are announced as pending and identified by an id: the default of HotChocolate 16.</summary>
    V02,

    /// <summary>Each patch has a label and a path: HotChocolate 14 and 15, Apollo, Relay.</summary>
    V01,
}

/// <summary>Writes the results of incremental delivery in HotChocolate's member order.</summary>
internal static class IncrementalWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the members that follow <c>extensions</c>. A later result has only these.</summary>
    /// <param name="separated">True while no member was written before.</param>
    internal static void Write(JsonBuffer output, IncrementalBatch batch, IncrementalFormat format, ref bool separated)
    {
        if (format == IncrementalFormat.V02)
        {
            WriteArray("\"pending\":"u8, batch.Pending, WritePending, output, ref separated);
            WriteArray("\"incremental\":"u8, batch.Patches, WritePatch, output, ref separated);
            WriteArray("\"completed\":"u8, batch.Completed, WriteCompleted, output, ref separated);
        }
        else
        {
            // Version 0.1 has no member for ended parts. A part that failed is a patch whose data or items are null.
            var failed = batch.Completed.Where(c => c.Errors.Count > 0)
                .Select(c => new IncrementalPatch(c.Part, "null"u8.ToArray(), c.Index, c.Errors));
            WriteArray("\"incremental\":"u8, [.. batch.Patches, .. failed], WriteOldPatch, output, ref separated);
        }

        ResponseWriter.WriteKey("\"hasNext\":"u8, output, ref separated);
        output.WriteBoolean(batch.HasNext);
    }

    private static void WriteArray<T>(
        ReadOnlySpan<byte> key, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write, JsonBuffer output, ref bool separated)
    {
        if (items.Count == 0)
        {
            return;
        }

        ResponseWriter.WriteKey(key, output, ref separated);
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePending(Utf8JsonWriter json, PendingPart part)
    {
        json.WriteString("id"u8, part.Id);
        WritePath(json, part, index: null);
        WriteLabel(json, part);
    }

    private static void WritePatch(Utf8JsonWriter json, IncrementalPatch patch)
    {
        WriteErrors(json, patch.Errors);
        json.WriteString("id"u8, patch.Part.Id);
        WriteData(json, patch);
    }

    private static void WriteCompleted(Utf8JsonWriter json, CompletedPart completed)
    {
        json.WriteString("id"u8, completed.Part.Id);
        WriteErrors(json, completed.Errors);
    }

    private static void WriteOldPatch(Utf8JsonWriter json, IncrementalPatch patch)
    {
        WriteErrors(json, patch.Errors);
        WriteData(json, patch);
        WriteLabel(json, patch.Part);
        WritePath(json, patch.Part, patch.Index);
    }

    private static void WriteData(Utf8JsonWriter json, IncrementalPatch patch)
    {
        json.WritePropertyName(patch.Index is null ? "data"u8 : "items"u8);
        json.WriteRawValue(patch.Json.Span, skipInputValidation: true);
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyCollection<GraphQLError> errors)
    {
        if (errors.Count > 0)
        {
            json.WritePropertyName("errors"u8);
            ResponseWriter.WriteErrors(json, errors);
        }
    }

    private static void WriteLabel(Utf8JsonWriter json, PendingPart part)
    {
        if (part.Label is not null)
        {
            json.WriteString("label"u8, part.Label);
        }
    }

    private static void WritePath(Utf8JsonWriter json, PendingPart part, int? index)
    {
        json.WritePropertyName("path"u8);
        ResponseWriter.WriteValue(json, index is { } at ? part.Path.Add(at) : part.Path);
    }
}
