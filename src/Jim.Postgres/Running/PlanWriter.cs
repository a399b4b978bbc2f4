using System.Text;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Postgres.Planning;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Running;

/// <summary>
/// Writes the row of a plan as the JSON object of its root fields, which is the response's <c>data</c>. Transports send the bytes from
/// this buffer without building them again.
/// </summary>
internal static class PlanWriter
{
    /// <summary>
    /// Throws <see cref="GraphQLException"/> (JIM_SCHEMA_CHANGED) where the row is not what the plan was made for.
    /// </summary>
    public static QueryResult Write(QueryPlan plan, ReadOnlySpan<byte> composite, ErrorHandling handling)
    {
        if (!plan.Types.Fit(composite))
        {
            throw new GraphQLException(RunErrors.SchemaChanged());
        }

        var json = new JsonBuffer(Math.Max(1024, composite.Length * 2));
        try
        {
            var room = WireRow.RoomFor(composite);
            var cells = room <= 128 ? stackalloc int[128] : new int[room];
            var row = new WireRow(composite, cells);
            var output = new ShapeOutput(json, plan.Source, handling);
            var written = new (Range Value, ImmutableArray<GraphQLError> Errors)[plan.Roots.Length];
            json.WriteByte((byte)'{');
            for (var i = 0; i < written.Length; i++)
            {
                var root = plan.Roots[i];
                WriteKey(json, root, isFirst: i == 0);
                var start = json.Length;
                var hasValue = root.Field is { } field && field.TryWriteValue(row, output);
                if (!hasValue)
                {
                    json.Truncate(start);
                }

                output.Locate(0, root.ResponseName);
                written[i] = (start..json.Length, root.Error ?? output.TakeErrors());
                if (!hasValue)
                {
                    json.WriteNull();
                }
            }

            if (output.IsOutdated)
            {
                throw new GraphQLException(RunErrors.SchemaChanged());
            }

            json.WriteByte((byte)'}');
            return new QueryResult(Slice(json, written), Encoding.ASCII.GetString(row[QueryPlan.SnapshotCell]), json);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>The answer of a plan whose fields were all refused, for which no statement is run.</summary>
    public static QueryResult Refused(QueryPlan plan)
    {
        var json = new JsonBuffer(1024);
        json.WriteByte((byte)'{');
        for (var i = 0; i < plan.Roots.Length; i++)
        {
            WriteKey(json, plan.Roots[i], isFirst: i == 0);
            json.WriteNull();
        }

        json.WriteByte((byte)'}');
        return new QueryResult([.. plan.Roots.Select(r => new CompletedValue(default, r.Error ?? []))], null, json);
    }

    private static void WriteKey(JsonBuffer json, RootPlan root, bool isFirst)
    {
        if (!isFirst)
        {
            json.WriteByte((byte)',');
        }

        json.WriteString(root.ResponseName);
        json.WriteByte((byte)':');
    }

    /// <summary>
    /// The values as parts of the buffer. To be called only after everything is written, because the buffer moves to another array when it
    /// grows.
    /// </summary>
    private static ImmutableArray<CompletedValue> Slice(
        JsonBuffer json, (Range Value, ImmutableArray<GraphQLError> Errors)[] written)
    {
        var values = ImmutableArray.CreateBuilder<CompletedValue>(written.Length);
        foreach (var (value, errors) in written)
        {
            values.Add(new CompletedValue(json.WrittenMemory[value], errors));
        }

        return values.MoveToImmutable();
    }
}
