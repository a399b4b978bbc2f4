using Jim.GraphQL.Json;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Protocol;

/// <summary>
/// What Jim writes into the <c>extensions</c> of an answer: the cursor, how often a live query runs and what has changed in its
/// answer, a queued job, a persisted hash, the
/// cost, an explanation.
/// </summary>
internal static class ResponseExtensions
{
    /// <summary>A JSON object, or nothing where there is nothing to tell. The caller disposes it.</summary>
    public static JsonBuffer Write(GraphQLResponse response, OperationCost? cost)
    {
        var output = new JsonBuffer(256);
        if (response.Cursor is { } cursor)
        {
            Member("\"cursor\":"u8);
            output.WriteString(cursor);
        }

        if (response.LiveInterval > TimeSpan.Zero)
        {
            Member("\"live\":{\"everyMilliseconds\":"u8);
            output.WriteNumber((long)response.LiveInterval.TotalMilliseconds);
            output.WriteByte((byte)'}');
        }

        if (!response.Patch.IsEmpty)
        {
            Member("\"patch\":"u8);
            output.WriteRaw(response.Patch.Span);
        }

        if (response.Revision is { } revision)
        {
            Member("\"revision\":"u8);
            output.WriteNumber(revision);
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

        if (!response.Explanation.IsEmpty)
        {
            Member("\"explain\":"u8);
            output.WriteRaw(response.Explanation.Span);
        }

        if (output.Length > 0)
        {
            output.WriteByte((byte)'}');
        }

        return output;

        void Member(ReadOnlySpan<byte> name)
        {
            output.WriteByte(output.Length == 0 ? (byte)'{' : (byte)',');
            output.WriteRaw(name);
        }
    }
}
