using System.Text.Json;
using System.Text.Json.Nodes;

namespace Jim.Server.Checking;

/// <summary>A filter of one column and the condition that says the same in SQL.</summary>
/// <param name="Name">The operator, for the report.</param>
/// <param name="Filter">The value of the column's member of <c>where</c>.</param>
/// <param name="Condition">The SQL, with <c>{0}</c>, <c>{1}</c> in place of parameters.</param>
/// <param name="Parameters">Their values, as text or lists of texts.</param>
public sealed record Probe(string Name, JsonObject Filter, string Condition, ImmutableArray<object> Parameters)
{
    private const int ValuesMax = 4;

    private static readonly ImmutableArray<(string Name, string Condition)> comparisons =
    [
        ("gt", "{1} > {0}"), ("ngt", "({1} > {0}) is not true"), ("gte", "{1} >= {0}"), ("ngte", "({1} >= {0}) is not true"),
        ("lt", "{1} < {0}"), ("nlt", "({1} < {0}) is not true"), ("lte", "{1} <= {0}"), ("nlte", "({1} <= {0}) is not true"),
    ];

    /// <summary>The filters to try on a column.</summary>
    /// <param name="operators">Names of the members of its filter.</param>
    /// <param name="values">Values of rows as Jim shows them, none of them null.</param>
    /// <param name="isComparable">Whether Postgres can compare values of the type (of an array, of its items).</param>
    public static IEnumerable<Probe> FindAll(
        CheckedColumn column, IReadOnlySet<string> operators, IReadOnlyList<JsonElement> values, bool isComparable)
    {
        var probes = column.Text switch
        {
            { IsArray: true } => OfList(column, values, isComparable),
            { IsJson: true } => OfJson(column, values),
            _ => [.. OfScalar(column, values, isComparable), .. OfText(column, values)],
        };
        return probes.Where(p => p.Filter.Select(m => m.Key).All(operators.Contains));
    }

    private static IEnumerable<Probe> OfScalar(CheckedColumn column, IReadOnlyList<JsonElement> all, bool isComparable)
    {
        var sql = isComparable ? column.Compared : column.Render();
        var cast = isComparable ? $"::{column.Text.SqlType}" : string.Empty;
        if (!column.Column.NotNull)
        {
            // Not IS NULL, which is true too for a composite value whose fields are all null.
            yield return new("eq null", One("eq", null), $"num_nulls({column.Sql()}) = 1", []);
            yield return new("neq null", One("neq", null), $"num_nulls({column.Sql()}) = 0", []);
        }

        var values = all.Take(ValuesMax).ToList();
        foreach (var value in values)
        {
            ImmutableArray<object> text = [column.Text.Read(value)!];
            yield return new("eq", One("eq", value), $"{sql} = {{0}}{cast}", text);
            yield return new("neq", One("neq", value), $"({sql} = {{0}}{cast}) is not true", text);
            yield return new("nin", One("nin", new JsonArray(ToNode(value))), $"({sql} = {{0}}{cast}) is not true", text);
            foreach (var (name, condition) in comparisons)
            {
                var compared = condition.Replace("{1}", sql, StringComparison.Ordinal);
                yield return new(name, One(name, value), compared.Replace("{0}", $"{{0}}{cast}", StringComparison.Ordinal), text);
            }
        }

        if (values.Count > 0)
        {
            ImmutableArray<object> texts = [values.Select(v => column.Text.Read(v)!).ToArray()];
            var any = $"{sql} = any({{0}}{(isComparable ? $"::{column.Text.SqlType}[]" : string.Empty)})";
            yield return new("in", One("in", new JsonArray([.. values.Select(ToNode)])), any, texts);
            if (!column.Column.NotNull)
            {
                yield return new(
                    "in with null", One("in", new JsonArray([.. values.Select(ToNode), null])), $"({any} or {sql} is null)", texts);
            }
        }
    }

    /// <summary>Parts of texts: only where the type compares letters one by one and keeps its spaces.</summary>
    private static IEnumerable<Probe> OfText(CheckedColumn column, IReadOnlyList<JsonElement> values)
    {
        if (column.Column.Type.Effective is not { Schema: "pg_catalog", Name: "text" or "varchar" })
        {
            yield break;
        }

        foreach (var text in values.Take(2).Select(v => v.GetString()!).Where(t => !t.Any(char.IsSurrogate)))
        {
            var length = Math.Min(3, text.Length);
            var (start, end) = (text[..length], text[^length..]);
            yield return new("startsWith", One("startsWith", start), $"starts_with({column.Sql()}, {{0}})", [start]);
            yield return new("endsWith", One("endsWith", end), $"right({column.Sql()}, {length}) = {{0}}", [end]);
            yield return new("contains", One("contains", end), $"position({{0}} in {column.Sql()}) > 0", [end]);
            yield return new("ncontains", One("ncontains", end), $"(position({{0}} in {column.Sql()}) > 0) is not true", [end]);
        }
    }

    private static IEnumerable<Probe> OfJson(CheckedColumn column, IReadOnlyList<JsonElement> values)
    {
        var missing = $"coalesce({column.Sql()}::jsonb, 'null') = 'null'";
        yield return new("isNull", One("isNull", true), missing, []);
        yield return new("isNull false", One("isNull", false), $"not ({missing})", []);
        foreach (var value in values.Take(2))
        {
            yield return new("contains", One("contains", value), $"{column.Sql()}::jsonb @> {{0}}::jsonb", [value.GetRawText()]);
        }
    }

    private static IEnumerable<Probe> OfList(CheckedColumn column, IReadOnlyList<JsonElement> values, bool isComparable)
    {
        var item = column.Text.Item;
        yield return new("any", One("any", true), $"cardinality({column.Sql()}) > 0", []);
        yield return new("any false", One("any", false), $"coalesce(cardinality({column.Sql()}), 0) = 0", []);
        var items = values.Where(v => v.ValueKind == JsonValueKind.Array).SelectMany(v => v.EnumerateArray())
            .Where(v => v.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array));
        if (isComparable && !item.IsJson)
        {
            foreach (var value in items.DistinctBy(v => v.GetRawText()).Take(2))
            {
                var condition = $"{{0}}::{item.SqlType} = any({column.Sql()}::{item.SqlType}[])";
                ImmutableArray<object> text = [item.Read(value)!];
                yield return new("some", One("some", new JsonObject { ["eq"] = ToNode(value) }), condition, text);
                yield return new("none", One("none", new JsonObject { ["eq"] = ToNode(value) }), $"({condition}) is not true", text);
            }
        }
    }

    private static JsonObject One(string name, JsonNode? value) => new() { [name] = value };

    private static JsonObject One(string name, JsonElement value) => One(name, ToNode(value));

    private static JsonNode? ToNode(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
