using System.Text.Json;
using System.Text.Json.Nodes;

namespace Jim.Server.Checking;

/// <summary>Reads the rows of a list page by page, forwards from the first or backwards from the last.</summary>
/// <param name="Type">Whose list it is.</param>
/// <param name="Columns">What is read of each row.</param>
/// <param name="Order">A term of <c>order</c>, as <c>title: DESC</c>; null: the order that Jim chooses.</param>
/// <param name="Size">The rows of a page.</param>
/// <param name="Rows">Most rows to read.</param>
public sealed record PageWalk(
    CheckedType Type, ImmutableArray<CheckedColumn> Columns, string? Order, int Size, int Rows, bool Backward = false)
{
    /// <summary>The operation of each page; its variables are the size and the cursor.</summary>
    public string Operation
    {
        get
        {
            var order = Order is null ? string.Empty : $", order: [{{ {Order} }}]";
            var (size, cursor) = Backward ? ("last", "before") : ("first", "after");
            var fields = string.Join(' ', Columns.Select(c => c.Field));
            var info = Backward ? "more: hasPreviousPage next: startCursor" : "more: hasNextPage next: endCursor";
            return $"query ($n: Int, $c: String) {{ {Type.List}({size}: $n, {cursor}: $c{order}) "
                + $"{{ nodes {{ {fields} }} pageInfo {{ {info} }} }} }}";
        }
    }

    /// <summary>
    /// Reads the rows in the order of the list. Adds a row of nulls where a page says that there are more and gives no cursor.
    /// </summary>
    /// <param name="see">Is given the nodes of each page.</param>
    public async Task<Given> ReadAsync(CheckedDatabase database, Action<JsonElement>? see, CancellationToken cancellationToken)
    {
        var rows = new List<string?[]>();
        JsonNode? cursor = null;
        while (rows.Count < Rows)
        {
            var variables = new JsonObject { ["n"] = Math.Min(Size, Rows - rows.Count), ["c"] = cursor };
            var answer = await database.AskAsync(Operation, variables, cancellationToken);
            if (answer.Code is not null)
            {
                return new Given(rows, answer);
            }

            var list = answer.Data.GetProperty(Type.List);
            var nodes = list.GetProperty("nodes");
            see?.Invoke(nodes);
            var page = ReadNodes(nodes, Columns).ToList();
            rows.InsertRange(Backward ? 0 : rows.Count, page);
            var info = list.GetProperty("pageInfo");
            if (!info.GetProperty("more").GetBoolean())
            {
                break;
            }

            cursor = info.GetProperty("next").GetString();
            if (cursor is null || page.Count == 0)
            {
                rows.Add(new string?[Columns.Length]);
                break;
            }
        }

        return new Given(rows);
    }

    /// <summary>The texts of some columns of each node.</summary>
    public static IEnumerable<string?[]> ReadNodes(JsonElement nodes, ImmutableArray<CheckedColumn> columns) =>
        nodes.EnumerateArray().Select(n => ReadRow(n, columns));

    public static string?[] ReadRow(JsonElement node, ImmutableArray<CheckedColumn> columns) =>
        [.. columns.Select(c => c.Text.Read(node.GetProperty(c.Field)))];
}
