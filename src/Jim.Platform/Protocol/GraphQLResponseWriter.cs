using System.Buffers;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Protocol;

/// <summary>
/// Writes an answer as JSON with what Jim tells in its <c>extensions</c>: the cursor, a queued job, a kept hash, the cost.
/// </summary>
public static class GraphQLResponseWriter
{
    /// <param name="response">The answer.</param>
    /// <param name="output">Gets UTF-8 JSON.</param>
    /// <param name="cost">Told as <c>extensions.operationCost</c>; null: not asked for.</param>
    /// <param name="format">How parts are told, where the answer comes in parts.</param>
    public static void Write(
        GraphQLResponse response, IBufferWriter<byte> output, OperationCost? cost = null, IncrementalFormat format = IncrementalFormat.V02)
    {
        using var extensions = new JsonBuffer(256);
        WriteExtensions(response, cost, extensions);
        ResponseWriter.Write(output, new ResponseMap
        {
            RequestIndex = response.RequestIndex,
            VariableIndex = response.VariableIndex,
            Errors = response.Errors,
            HasData = response.HasData || response.Outcome == ResponseOutcome.Queued,
            Data = response.HasData ? response.DataBytes : "null"u8,
            Extensions = extensions.WrittenSpan,
            Batch = response.Batch,
            Format = format,
        });
    }

    private static void WriteExtensions(GraphQLResponse response, OperationCost? cost, JsonBuffer output)
    {
        if (response.Cursor is { } cursor)
        {
            Member("\"cursor\":"u8);
            output.WriteString(cursor);
        }

        if (response.Job is { } job)
        {
            Member("\"job\":{\"id\":"u8);
            output.WriteString(job.Id.ToString());
            output.WriteRaw(",\"state\":"u8);
            output.WriteString(job.State);
            output.WriteByte((byte)'}');
        }

        if (response.PersistedHash is { } hash)
        {
            Member("\"persistedQuery\":{\"sha256Hash\":"u8);
            output.WriteString(hash);
            output.WriteRaw(",\"persisted\":true}"u8);
        }

        if (cost is { } told)
        {
            Member("\"operationCost\":{\"fieldCost\":"u8);
            output.WriteNumber(told.FieldCost);
            output.WriteRaw(",\"typeCost\":"u8);
            output.WriteNumber(told.TypeCost);
            output.WriteByte((byte)'}');
        }

        if (output.Length > 0)
        {
            output.WriteByte((byte)'}');
        }

        void Member(ReadOnlySpan<byte> name)
        {
            output.WriteByte(output.Length == 0 ? (byte)'{' : (byte)',');
            output.WriteRaw(name);
        }
    }
}
