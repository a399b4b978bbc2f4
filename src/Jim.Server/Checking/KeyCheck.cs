using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.GraphQL.Types;
using Jim.Postgres.Schema;

namespace Jim.Server.Checking;

/// <summary>Finds rows by each of their keys, with the values that Jim shows, and compares which rows these are.</summary>
public sealed class KeyCheck(Comparer comparer, CheckedType type, RowsCheck rows)
{
    private const int RowsOfKey = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var field in type.ByKey.Where(_ => type.IsKeyed))
        {
            var arguments = field.Arguments.Select(a => (Argument: a, Column: Find(a))).ToList();
            if (arguments.Exists(a => a.Column is null))
            {
                continue;
            }

            var nodes = rows.Nodes
                .Where(n => arguments.TrueForAll(a => n.GetProperty(a.Column!.Field).ValueKind != JsonValueKind.Null)).ToList();
            var some = nodes.Take(RowsOfKey - 1).Concat(nodes.TakeLast(1));
            foreach (var node in some)
            {
                await CompareAsync(field, [.. arguments.Select(a => (a.Argument, a.Column!))], node, cancellationToken);
            }
        }
    }

    private CheckedColumn? Find(InputValueDefinition argument) =>
        argument.Binding is ColumnInput input ? type.Columns.FirstOrDefault(c => c.Column == input.Column) : null;

    private Task<bool> CompareAsync(
        FieldDefinition field, (InputValueDefinition Argument, CheckedColumn Column)[] key, JsonElement node,
        CancellationToken cancellationToken)
    {
        var definitions = string.Join(", ", key.Select(k => $"${k.Argument.Name}: {k.Argument.Type}"));
        var given = string.Join(", ", key.Select(k => $"{k.Argument.Name}: ${k.Argument.Name}"));
        var members = string.Join(' ', type.Key.Select(c => c.Field));
        var operation = $"query ({definitions}) {{ {field.Name}({given}) {{ {members} }} }}";
        var variables = new JsonObject(
            key.Select(k => KeyValuePair.Create(k.Argument.Name, JsonNode.Parse(node.GetProperty(k.Column.Field).GetRawText()))));
        var conditions = key.Select((k, i) => k.Column.Text.IsArray
            ? $" and {k.Column.Render()} = ${i + 1}"
            : $" and {k.Column.Compared} = ${i + 1}::{k.Column.Text.SqlType}");
        var sql = $"select {string.Join(", ", type.Key.Select(c => c.Render()))} {type.From}{string.Concat(conditions)}";
        return comparer.CompareAsync(
            new Comparison(
                $"by key {field.Name}", operation,
                comparer.Once(operation, variables, data => Read(data.GetProperty(field.Name))), sql,
                [.. type.Key.Select(c => (c.Field, (CellText?)c.Text))])
            {
                Parameters = [.. key.Select(k => k.Column.Text.Read(node.GetProperty(k.Column.Field))!)],
                Variables = variables.ToJsonString(),
            },
            cancellationToken);
    }

    private IEnumerable<string?[]> Read(JsonElement row) =>
        row.ValueKind == JsonValueKind.Null ? [] : [PageWalk.ReadRow(row, type.Key)];
}
