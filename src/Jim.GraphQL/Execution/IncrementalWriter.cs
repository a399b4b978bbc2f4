using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Execution;

/// <summary>The two formats of incremental delivery (<c>incrementalSpec</c> of the Accept header).</summary>
public enum IncrementalFormat
{
    /// <summary>Parts are announced as pending and named by id: HotChocolate 16's default.</summary>
    V02,

    /// <summary>Each patch carries its label and path: HotChocolate 14 and 15, Apollo, Relay.</summary>
    V01,
}

/// <summary>Writes the results of incremental delivery in HotChocolate's member order.</summary>
public static class IncrementalWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first result.</summary>
    public static void WriteFirst(
        IBufferWriter<byte> output, JsonBuffer data, IReadOnlyCollection<GraphQLError> errors, IReadOnlyCollection<PendingPart> pending,
        IncrementalFormat format, IReadOnlyCollection<KeyValuePair<string, ReadOnlyMemory<byte>>>? extensions = null)
    {
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartObject();
        WriteErrors(json, errors);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(data.WrittenSpan, skipInputValidation: true);
        if (extensions is { Count: > 0 })
        {
            json.WriteStartObject("extensions"u8);
            foreach (var (name, value) in extensions)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        WritePending(json, pending, format);
        json.WriteBoolean("hasNext"u8, pending.Count > 0);
        json.WriteEndObject();
    }

    /// <summary>A later batch.</summary>
    public static void Write(IBufferWriter<byte> output, IncrementalBatch batch, IncrementalFormat format)
    {
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartObject();
        WritePending(json, batch.Pending, format);
        if (format == IncrementalFormat.V02)
        {
            WritePatches(json, batch);
            WriteCompleted(json, batch);
        }
        else
        {
            WriteOldPatches(json, batch);
        }

        json.WriteBoolean("hasNext"u8, batch.HasNext);
        json.WriteEndObject();
    }

    private static void WritePending(Utf8JsonWriter json, IReadOnlyCollection<PendingPart> pending, IncrementalFormat format)
    {
        if (pending.Count == 0 || format == IncrementalFormat.V01)
        {
            return;
        }

        json.WriteStartArray("pending"u8);
        foreach (var part in pending)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, part.Id);
            WritePath(json, part, index: null);
            WriteLabel(json, part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePatches(Utf8JsonWriter json, IncrementalBatch batch)
    {
        if (batch.Patches.Count == 0)
        {
            return;
        }

        json.WriteStartArray("incremental"u8);
        foreach (var patch in batch.Patches)
        {
            json.WriteStartObject();
            WriteErrors(json, patch.Errors);
            json.WriteString("id"u8, patch.Part.Id);
            WriteData(json, patch);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCompleted(Utf8JsonWriter json, IncrementalBatch batch)
    {
        if (batch.Completed.Count == 0)
        {
            return;
        }

        json.WriteStartArray("completed"u8);
        foreach (var completed in batch.Completed)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, completed.Part.Id);
            WriteErrors(json, completed.Errors);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Version 0.1 knows no completion; what failed is a patch whose data or items are null.</summary>
    private static void WriteOldPatches(Utf8JsonWriter json, IncrementalBatch batch)
    {
        var failed = batch.Completed.Where(c => c.Errors.Count > 0).ToList();
        if (batch.Patches.Count + failed.Count == 0)
        {
            return;
        }

        json.WriteStartArray("incremental"u8);
        foreach (var patch in batch.Patches)
        {
            json.WriteStartObject();
            WriteErrors(json, patch.Errors);
            WriteData(json, patch);
            WriteLabel(json, patch.Part);
            WritePath(json, patch.Part, patch.Index);
            json.WriteEndObject();
        }

        foreach (var completed in failed)
        {
            json.WriteStartObject();
            WriteErrors(json, completed.Errors);
            json.WriteNull(completed.Index is null ? "data"u8 : "items"u8);
            WriteLabel(json, completed.Part);
            WritePath(json, completed.Part, completed.Index);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
