using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.GraphQL.Types;

namespace Jim.Server.Checking;

/// <summary>
/// Compares how many rows each filter of each column finds, with values of rows: the first ones, the least and the greatest, and null.
/// </summary>
public sealed class FilterCheck(Comparer comparer, CheckedType type, RowsCheck rows)
{
    /// <summary>All filters of a column are one operation, so that large schemas take minutes and not hours.</summary>
    private const int ProbesOfOperation = 40;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var column in type.Columns)
        {
            if (column.Filter?.Type.Named is not InputObjectType filter)
            {
                continue;
            }

            var operators = filter.Fields.Where(f => comparer.Database.View.Sees(f.VisibleTo)).Select(f => f.Name).ToHashSet();
            var isComparable = comparer.Database.Comparable.Contains(column.Text.Item.Type.Effective.Oid);
            var probes = Probe.FindAll(column, operators, [.. rows.FindValues(column)], isComparable).ToList();
            foreach (var some in probes.Chunk(ProbesOfOperation))
            {
                await CompareAsync(column, some, cancellationToken);
            }
        }
    }

    /// <summary>Compares filters together, and where they differ one by one, so that the report tells which.</summary>
    private async Task CompareAsync(CheckedColumn column, Probe[] probes, CancellationToken cancellationToken)
    {
        if (await comparer.FindDifferenceAsync(Build(column, probes), cancellationToken) is not { } together)
        {
            return;
        }

        var before = comparer.Report.Differences.Count;
        foreach (var probe in probes)
        {
            await comparer.CompareAsync(Build(column, [probe]), cancellationToken);
        }

        if (comparer.Report.Differences.Count == before)
        {
            comparer.Report.Differences.Add(together);
        }
    }

    private Comparison Build(CheckedColumn column, Probe[] probes)
    {
        var (filter, member) = (column.Filter!.Type.ToString(), column.Filter.Name);
        var names = probes.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"f{i}")).ToList();
        var definitions = string.Join(", ", names.Select(n => $"${n}: {filter}"));
        var fields = string.Join(' ', names.Select(n => $"{n}: {type.List}(where: {{ {member}: ${n} }}) {{ totalCount }}"));
        var operation = $"query ({definitions}) {{ {fields} }}";
        var variables = new JsonObject(names.Zip(probes, (n, p) => KeyValuePair.Create(n, p.Filter.DeepClone() ?? null)));
        var parameters = new List<object>();
        var counts = probes.Select(p => $"(count(*) filter (where {Number(p, parameters)}))::text").ToList();
        var what = $"filter {column.Field} {string.Join(", ", probes.Select(p => p.Name).Distinct())}";
        return new Comparison(
            what, operation, comparer.Once(operation, variables, Read), $"select {string.Join(", ", counts)} {type.From}",
            [.. probes.Select(p => ($"count of {p.Name}", (CellText?)null))])
        {
            Parameters = parameters,
            Variables = variables.ToJsonString(),
        };

        IEnumerable<string?[]> Read(JsonElement data) =>
            [[.. names.Select(n => data.GetProperty(n).GetProperty("totalCount").GetRawText())]];
    }

    /// <summary>The condition with the numbers that its parameters get in the statement.</summary>
    private static string Number(Probe probe, List<object> parameters)
    {
        var condition = probe.Condition;
        for (var i = 0; i < probe.Parameters.Length; i++)
        {
            parameters.Add(probe.Parameters[i]);
            var number = string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
            condition = condition.Replace(string.Create(CultureInfo.InvariantCulture, $"{{{i}}}"), number, StringComparison.Ordinal);
        }

        return condition;
    }
}
