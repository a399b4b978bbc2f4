using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Server.Checking;

/// <summary>Follows each relation of the first rows and compares the rows that it leads to with those of a join.</summary>
/// <param name="types">All types, by their relation.</param>
/// <param name="total">How many rows the type has; -1: they could not be counted.</param>
public sealed class RelationCheck(
    Comparer comparer, CheckedType type, IReadOnlyDictionary<Relation, CheckedType> types, long total)
{
    private const int RowsFollowed = 25;

    /// <summary>The rows of a list that are compared; the largest page.</summary>
    private const int RowsOfList = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (total <= 0 || type.Columns.IsEmpty || (!type.IsKeyed && total > RowsFollowed))
        {
            return;
        }

        foreach (var field in type.Related)
        {
            switch (field.Binding)
            {
                case ParentField { ForeignKey: var key }:
                    await CompareOneAsync(field, key, reverse: false, cancellationToken);
                    break;
                case ChildField { ForeignKey: var key }:
                    await CompareOneAsync(field, key, reverse: true, cancellationToken);
                    break;
                case ConnectionField { ForeignKey: { } key, Through: var through }:
                    await CompareManyAsync(field, key, through, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>The rows whose relations are followed, as <c>t</c>.</summary>
    private string Followed => type.IsKeyed
        ? $"(select t.* {type.From} order by {type.KeyOrder()} limit {RowsFollowed}) t"
        : $"(select t.* {type.From}) t";

    private static ImmutableArray<(string Name, CellText? Text)> Names(string prefix, IEnumerable<CheckedColumn> columns) =>
        [.. columns.Select(c => (prefix + c.Field, (CellText?)c.Text))];

    /// <summary>A relation to at most one row.</summary>
    private async Task CompareOneAsync(FieldDefinition field, ForeignKey key, bool reverse, CancellationToken cancellationToken)
    {
        if (!types.TryGetValue(reverse ? key.From : key.To, out var target) || target.Identity.IsEmpty)
        {
            return;
        }

        var identity = type.Identity;
        var operation = $"{{ {type.List}(first: {RowsFollowed}) {{ nodes {{ {Fields("s", identity)} "
            + $"{field.Name} {{ {Fields("p", target.Identity)} }} }} }} }}";
        var only = !reverse && comparer.Database.Inherited.Contains(target.Relation.Oid) ? "only " : string.Empty;
        var (here, there) = reverse ? (key.ToColumns, key.Columns) : (key.Columns, key.ToColumns);
        var sql = $"select {Texts("t", identity)}, {Texts("p", target.Identity)} from {Followed} "
            + $"left join {only}{CheckedType.NameOf(target.Relation)} p on {Match("t", here, "p", there)} "
            + $"and {CheckedType.Visible(target.Relation, "p")}";
        await comparer.CompareAsync(
            new Comparison(
                $"relation {field.Name}", operation,
                comparer.Once(operation, null, data => data.GetProperty(type.List).GetProperty("nodes").EnumerateArray().Select(
                    n => (string?[])[.. ReadAs("s", n, identity), .. ReadAs("p", n.GetProperty(field.Name), target.Identity)])),
                sql, [.. Names(string.Empty, identity), .. Names($"{field.Name}.", target.Identity)])
            {
                Ordered = false,
            },
            cancellationToken);
    }

    /// <summary>A relation to a list: how many rows each row leads to, and where these have a key, which.</summary>
    private async Task CompareManyAsync(FieldDefinition field, ForeignKey key, ForeignKey? through, CancellationToken cancellationToken)
    {
        if (!types.TryGetValue(through?.To ?? key.From, out var target))
        {
            return;
        }

        var identity = type.Identity;
        var joined = through is null
            ? $"{CheckedType.NameOf(key.From)} c where {Match("c", key.Columns, "t", key.ToColumns)}"
            : $"{CheckedType.NameOf(key.From)} j join {CheckedType.NameOf(through.To)} c "
                + $"on {Match("j", through.Columns, "c", through.ToColumns)} "
                + $"where {Match("j", key.Columns, "t", key.ToColumns)} and {CheckedType.Visible(key.From, "j")}";
        joined += $" and {CheckedType.Visible(target.Relation, "c")}";
        var counts = $"{{ {type.List}(first: {RowsFollowed}) {{ nodes {{ {Fields("s", identity)} {field.Name} {{ totalCount }} }} }} }}";
        await comparer.CompareAsync(
            new Comparison(
                $"relation {field.Name} totalCount", counts, comparer.Once(counts, null, ReadCounts),
                $"select {Texts("t", identity)}, (select count(*) from {joined})::text from {Followed}",
                [.. Names(string.Empty, identity), ($"{field.Name}.totalCount", null)])
            {
                Ordered = false,
            },
            cancellationToken);
        if (!target.IsKeyed || !type.IsKeyed)
        {
            return;
        }

        var rows = $"{{ {type.List}(first: {RowsFollowed}) {{ nodes {{ {Fields("s", identity)} "
            + $"{field.Name}(first: {RowsOfList}) {{ nodes {{ {Fields("p", target.Key)} }} }} }} }} }}";
        var order = string.Join(", ", target.Key.Select(c => c.Sql("c")));
        var sql = $"select {Texts("t", identity)}, {Texts("c", target.Key)} from {Followed} "
            + $"cross join lateral (select c.* from {joined} order by {order} limit {RowsOfList}) c order by {type.KeyOrder()}, {order}";
        await comparer.CompareAsync(
            new Comparison(
                $"relation {field.Name}", rows, comparer.Once(rows, null, ReadRows), sql,
                [.. Names(string.Empty, identity), .. Names($"{field.Name}.", target.Key)]),
            cancellationToken);

        IEnumerable<string?[]> ReadCounts(JsonElement data) =>
            data.GetProperty(type.List).GetProperty("nodes").EnumerateArray().Select(n => (string?[])
            [
                .. ReadAs("s", n, identity), n.GetProperty(field.Name).GetProperty("totalCount").GetRawText(),
            ]);

        IEnumerable<string?[]> ReadRows(JsonElement data) =>
            from node in data.GetProperty(type.List).GetProperty("nodes").EnumerateArray()
            from row in node.GetProperty(field.Name).GetProperty("nodes").EnumerateArray()
            select (string?[])[.. ReadAs("s", node, identity), .. ReadAs("p", row, target.Key)];
    }

    // Aliases, because a member of the row and a relation of it could otherwise take the same name in the answer.
    private static string Fields(string prefix, ImmutableArray<CheckedColumn> columns) =>
        string.Join(' ', columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}: {c.Field}")));

    private static IEnumerable<string?> ReadAs(string prefix, JsonElement node, ImmutableArray<CheckedColumn> columns) =>
        columns.Select((c, i) => node.ValueKind == JsonValueKind.Null
            ? null
            : c.Text.Read(node.GetProperty(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"))));

    private static string Texts(string table, ImmutableArray<CheckedColumn> columns) =>
        string.Join(", ", columns.Select(c => c.Render(table)));

    private static string Match(string one, ImmutableArray<Column> columns, string other, ImmutableArray<Column> otherColumns) =>
        string.Join(" and ", columns.Zip(otherColumns, (a, b) => $"{one}.{new Identifier(a.Name)} = {other}.{new Identifier(b.Name)}"));
}
