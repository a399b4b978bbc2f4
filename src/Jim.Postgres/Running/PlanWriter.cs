using System.Collections.Immutable;
using System.Text;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Postgres.Planning;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Running;

/// <summary>Writes the row of a plan as the values of its root fields.</summary>
internal static class PlanWriter
{
    public static QueryResult Write(QueryPlan plan, ReadOnlySpan<byte> composite, ErrorHandling handling)
    {
        var json = new JsonBuffer(Math.Max(1024, composite.Length * 2));
        try
        {
            var room = WireRow.RoomFor(composite);
            var cells = room <= 128 ? stackalloc int[128] : new int[room];
            var row = new WireRow(composite, cells);
            var output = new ShapeOutput(json, plan.Source, handling);
            var written = new (int End, ImmutableArray<GraphQLError> Errors)[plan.Roots.Length];
            for (var i = 0; i < written.Length; i++)
            {
                var root = plan.Roots[i];
                var start = json.Length;
                if (root.Field is { } field && !field.TryWriteValue(row, output))
                {
                    json.Truncate(start);
                }

                output.Locate(0, root.ResponseName);
                written[i] = (json.Length, root.Error ?? output.TakeErrors());
            }

            return new QueryResult(Slices(json, written), Encoding.ASCII.GetString(row[QueryPlan.SnapshotCell]), json);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>The answer of a plan whose fields were all refused: nothing to ask Postgres.</summary>
    public static QueryResult Refused(QueryPlan plan) =>
        new([.. plan.Roots.Select(r => new CompletedValue(default, r.Error ?? []))], null, null);

    // Slices are taken at the end: the buffer moves while it grows.
    private static ImmutableArray<CompletedValue> Slices(JsonBuffer json, (int End, ImmutableArray<GraphQLError> Errors)[] written)
    {
        var values = ImmutableArray.CreateBuilder<CompletedValue>(written.Length);
        var start = 0;
        foreach (var (end, errors) in written)
        {
            values.Add(new CompletedValue(json.WrittenMemory[start..end], errors));
            start = end;
        }

        return values.MoveToImmutable();
    }
}
