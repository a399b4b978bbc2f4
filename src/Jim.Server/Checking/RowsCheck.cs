using System.Globalization;
using System.Text.Json;

namespace Jim.Server.Checking;

/// <summary>
/// Compares the number of rows, every cell of the first rows, and walks over small pages, forwards and backwards, in the order that Jim
/// chooses and by each column that can be sorted by.
/// </summary>
public sealed class RowsCheck(Comparer comparer, CheckedType type, int rowsMax)
{
    private const int PageMax = 100;
    private const int WalkMax = 48;
    private const int WalkPages = 6;

    private readonly List<JsonElement> _nodes = [];
    private readonly Dictionary<CheckedColumn, List<JsonElement>> _extremes = [];
    private long _total = -1;

    /// <summary>How many rows the relation has; -1 before <see cref="RunAsync"/>, and where they could not be counted.</summary>
    public long Total => _total;

    /// <summary>The first rows, as Jim shows them.</summary>
    public IReadOnlyList<JsonElement> Nodes => _nodes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await CountAsync(cancellationToken))
        {
            return;
        }

        await CompareCellsAsync(cancellationToken);
        if (_total == 0)
        {
            return;
        }

        await WalkAsync(null, backward: false, cancellationToken);
        await WalkAsync(null, backward: true, cancellationToken);
        foreach (var column in type.Columns.Where(c => c.Order is not null))
        {
            await WalkAsync((column, false), backward: false, cancellationToken);
            await WalkAsync((column, true), backward: true, cancellationToken);
            await WalkAsync((column, true), backward: false, cancellationToken);
        }
    }

    /// <summary>
    /// Values of a column as Jim shows them, none of them null, each once: the least and the greatest, and those of the first rows.
    /// </summary>
    public IEnumerable<JsonElement> FindValues(CheckedColumn column) =>
        _extremes.GetValueOrDefault(column, []).Concat(_nodes.Select(n => n.GetProperty(column.Field)))
            .Where(v => v.ValueKind != JsonValueKind.Null).DistinctBy(v => v.GetRawText());

    private async Task<bool> CountAsync(CancellationToken cancellationToken)
    {
        var operation = $"{{ {type.List} {{ totalCount }} }}";
        return await comparer.CompareAsync(
            new Comparison(
                "totalCount", operation,
                comparer.Once(operation, null, data =>
                {
                    _total = data.GetProperty(type.List).GetProperty("totalCount").GetInt64();
                    return [[_total.ToString(CultureInfo.InvariantCulture)]];
                }),
                $"select count(*)::text {type.From}", [("totalCount", null)]),
            cancellationToken);
    }

    private async Task CompareCellsAsync(CancellationToken cancellationToken)
    {
        var walk = new PageWalk(type, type.Columns, null, PageMax, rowsMax);
        var all = _total <= rowsMax;
        if (!type.IsKeyed && !all)
        {
            comparer.Report.NotCompared.Add(("cells", $"no key tells the rows apart, and there are more than {rowsMax}"));
            walk = walk with { Rows = PageMax };
            await walk.ReadAsync(comparer.Database, n => _nodes.AddRange(n.EnumerateArray()), cancellationToken);
            return;
        }

        var sql = $"select {string.Join(", ", type.Columns.Select(c => c.Render()))} {type.From}"
            + (type.IsKeyed ? $" order by {type.KeyOrder()} limit {rowsMax}" : string.Empty);
        var columns = type.Columns.Select(c => (c.Field, (CellText?)c.Text));
        await comparer.CompareAsync(
            new Comparison("cells", walk.Operation, AskAsync, sql, [.. columns]) { Ordered = type.IsKeyed }, cancellationToken);
        comparer.Report.Rows = _nodes.Count;

        Task<Given> AskAsync(CancellationToken cancellation)
        {
            _nodes.Clear();
            return walk.ReadAsync(comparer.Database, nodes => _nodes.AddRange(nodes.EnumerateArray()), cancellation);
        }
    }

    /// <summary>
    /// Each row once and in the right order over small pages. Of a relation without a key, rows that are alike in the order may come in
    /// any.
    /// </summary>
    private async Task WalkAsync((CheckedColumn Column, bool Descending)? by, bool backward, CancellationToken cancellationToken)
    {
        var rows = (int)Math.Min(_total, WalkMax);
        var order = by is { } o ? $"{o.Column.Order}: {(o.Descending ? "DESC" : "ASC")}" : null;
        ImmutableArray<CheckedColumn> columns = (by, type.IsKeyed) switch
        {
            ({ } one, true) => [one.Column, .. type.Key],
            ({ } one, false) => [one.Column],
            (null, _) => type.Identity,
        };
        if (!type.IsKeyed && by is null && _total > WalkMax)
        {
            return;
        }

        var walk = new PageWalk(type, columns, order, Math.Max(2, (rows + WalkPages - 1) / WalkPages), rows, backward);
        var terms = type.IsKeyed ? type.KeyOrder(descending: backward) : string.Empty;
        if (by is var (column, descending))
        {
            var first = descending != backward ? $"{column.Sql()} desc" : column.Sql();
            terms = terms.Length == 0 ? first : $"{first}, {terms}";
        }

        var sql = $"select {string.Join(", ", columns.Select(c => c.Render()))} {type.From}"
            + (terms.Length == 0 ? string.Empty : $" order by {terms}") + $" limit {rows}";
        var what = $"pages {(backward ? "backwards" : "forwards")}{(order is null ? string.Empty : $", order {order}")}";
        await comparer.CompareAsync(
            new Comparison(what, walk.Operation, AskAsync, sql, [.. columns.Select(c => (c.Field, (CellText?)c.Text))])
            {
                Ordered = terms.Length > 0,
                Reversed = backward,
                Variables = $"{{\"n\": {walk.Size}}}",
            },
            cancellationToken);

        Task<Given> AskAsync(CancellationToken cancellation) => walk.ReadAsync(comparer.Database, Remember, cancellation);

        void Remember(JsonElement nodes)
        {
            if (by is { } one && nodes.GetArrayLength() > 0)
            {
                _extremes.TryAdd(one.Column, []);
                var (field, values) = (one.Column.Field, _extremes[one.Column]);
                values.Add(nodes[0].GetProperty(field));
                values.Add(nodes[nodes.GetArrayLength() - 1].GetProperty(field));
            }
        }
    }
}
