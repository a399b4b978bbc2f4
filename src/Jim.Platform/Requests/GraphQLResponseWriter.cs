using System.Buffers;
using Jim.GraphQL.Execution;

namespace Jim.Platform.Requests;

/// <summary>Writes an answer as JSON: <c>errors</c>, <c>data</c>, <c>extensions</c>, in HotChocolate's order.</summary>
public static class GraphQLResponseWriter
{
    /// <param name="cost">Told as <c>extensions.operationCost</c>; null: not asked for.</param>
    public static void Write(GraphQLResponse response, IBufferWriter<byte> output, double? cost = null)
    {
        using var head = new JsonBuffer(256);
        head.WriteByte((byte)'{');
        if (response.Errors.Count > 0)
        {
            head.WriteRaw("\"errors\":"u8);
            ResponseWriter.WriteErrors(head, response.Errors);
        }

        if (response.HasData || response.Outcome == ResponseOutcome.Queued)
        {
            head.WriteRaw(response.Errors.Count > 0 ? ",\"data\":"u8 : "\"data\":"u8);
            output.Write(head.WrittenSpan);
            output.Write(response.HasData ? response.DataBytes : "null"u8);
            head.Truncate(0);
        }

        WriteExtensions(response, cost, head);
        head.WriteByte((byte)'}');
        output.Write(head.WrittenSpan);
    }

    private static void WriteExtensions(GraphQLResponse response, double? cost, JsonBuffer output)
    {
        if (response.Cursor is null && response.Job is null && cost is null)
        {
            return;
        }

        output.WriteRaw(",\"extensions\":{"u8);
        var start = output.Length;
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

        if (cost is { } told)
        {
            Member("\"operationCost\":{\"fieldCost\":"u8);
            output.WriteNumber(told);
            output.WriteByte((byte)'}');
        }

        output.WriteByte((byte)'}');

        void Member(ReadOnlySpan<byte> name)
        {
            if (output.Length > start)
            {
                output.WriteByte((byte)',');
            }

            output.WriteRaw(name);
        }
    }
}
