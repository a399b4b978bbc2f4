using System.Text;
using Jim.GraphQL.Execution;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Shapes;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Running.Changes;

/// <summary>Reads changed rows under a caller's rights: one round trip for all keys.</summary>
public sealed class ChangeReader(QueryRunner runner)
{
    /// <param name="keys">Keys as <c>jim.change</c> holds them: texts in the order of the relation's key.</param>
    public async ValueTask<ChangedRows> ReadAsync(
        ChangePlan plan, VariableValues variables, Caller caller, IReadOnlyList<IReadOnlyList<string>> keys, CancellationToken cancellation)
    {
        var values = RunValues.Of(variables) with { Keys = keys };
        var row = await runner.FetchAsync(QueryRunner.Command(plan.Statement, values, caller), caller, cancellation);
        try
        {
            return Read(plan, row.Bytes);
        }
        finally
        {
            row.Return();
        }
    }

    private static ChangedRows Read(ChangePlan plan, ReadOnlySpan<byte> composite)
    {
        var root = new WireRow(composite, stackalloc int[4]);
        var list = root[1];
        var array = new WireArray(list);
        var cells = new int[2 * plan.CellCount()];
        var rows = new Dictionary<RowKey, IReadOnlyList<CompletedValue>>();
        while (array.Next(out var start, out var length))
        {
            var row = new WireRow(list.Slice(start, length), cells);
            rows[KeyOf(plan, row)] = Members(plan, row);
        }

        return new ChangedRows(Encoding.ASCII.GetString(root[QueryPlan.SnapshotCell]), rows);
    }

    private static RowKey KeyOf(ChangePlan plan, WireRow row)
    {
        var parts = new string[plan.Relation.Key!.Columns.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Encoding.UTF8.GetString(row[i]);
        }

        return new RowKey(parts);
    }

    private static CompletedValue[] Members(ChangePlan plan, WireRow row)
    {
        using var json = new JsonBuffer();
        var output = new ShapeOutput(json, plan.Source);
        var values = new CompletedValue[plan.Rows.Length];
        for (var i = 0; i < values.Length; i++)
        {
            json.Truncate(0);
            if (!plan.Rows[i].TryWriteValue(row, output))
            {
                json.Truncate(0);
            }

            output.Locate(0, plan.Rows[i].ResponseName);
            output.Locate(0, plan.ResponseName);
            values[i] = new CompletedValue(json.WrittenSpan.ToArray(), output.TakeErrors());
        }

        return values;
    }
}
