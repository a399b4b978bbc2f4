using System.Text.Json.Nodes;
using Npgsql;

namespace Jim.Server.Checking;

/// <summary>
/// Makes one text of all spellings of a value, by having Postgres read and write it. Whatever Postgres reads as the same value counts as
/// the same; what it can't read as a value of the type stays as it is, and differs.
/// </summary>
public static class PlainTexts
{
    /// <summary>Replaces the cells of both sides in all columns that may have several spellings.</summary>
    public static async Task MakeAsync(
        CheckedDatabase database, Comparison comparison, List<string?[]> given, List<string?[]> expected,
        CancellationToken cancellationToken)
    {
        for (var c = 0; c < comparison.Columns.Length; c++)
        {
            if (comparison.Columns[c].Text is { Item.IsPlain: false } text)
            {
                await MakeColumnAsync(database, text, c, [.. given, .. expected], cancellationToken);
            }
            else if (comparison.Columns[c].Text is { IsArray: true })
            {
                Respell(c, [.. given, .. expected]);
            }
        }
    }

    private static async Task MakeColumnAsync(
        CheckedDatabase database, CellText text, int column, List<string?[]> rows, CancellationToken cancellationToken)
    {
        var lists = rows.ConvertAll(r => text.IsArray && r[column] is { } list ? JsonNode.Parse(list)!.AsArray() : null);
        var cells = text.IsArray ? lists.OfType<JsonArray>().SelectMany(l => l).Select(ToText) : rows.Select(r => r[column]);
        var distinct = cells.OfType<string>().Distinct().ToArray();
        var plain = await ReadAsync(database, text.Item, distinct, cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i][column] = lists[i] is { } list
                ? new JsonArray([.. list.Select(item => (JsonNode?)Find(ToText(item)))]).ToJsonString()
                : Find(rows[i][column]);
        }

        string? Find(string? cell) => cell is null ? null : plain.GetValueOrDefault(cell, cell);
    }

    /// <summary>The text of an item; an item that is an array itself is not taken apart.</summary>
    private static string? ToText(JsonNode? item) => item is JsonArray ? item.ToJsonString() : (string?)item;

    /// <summary>The same spaces and escapes in arrays of both sides.</summary>
    private static void Respell(int column, List<string?[]> rows)
    {
        foreach (var row in rows)
        {
            row[column] = row[column] is { } list ? JsonNode.Parse(list)!.ToJsonString() : null;
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(
        CheckedDatabase database, CellText text, string[] cells, CancellationToken cancellationToken)
    {
        var sql = $"select {text.RenderPlain("u.x")} from unnest($1::text[]) with ordinality u (x, n) order by n";
        try
        {
            var plain = await database.ReadAsync(sql, [cells], cancellationToken);
            return cells.Zip(plain, (cell, row) => (cell, row[0] ?? cell)).ToDictionary(StringComparer.Ordinal);
        }
        catch (PostgresException) when (cells.Length > 1)
        {
            // One of them is no value of the type; it is found by halves.
            var half = cells.Length / 2;
            var first = await ReadAsync(database, text, cells[..half], cancellationToken);
            var second = await ReadAsync(database, text, cells[half..], cancellationToken);
            return first.Concat(second).ToDictionary(StringComparer.Ordinal);
        }
        catch (PostgresException)
        {
            return [];
        }
    }
}
