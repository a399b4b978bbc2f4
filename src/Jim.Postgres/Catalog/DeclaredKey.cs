using System.Text.RegularExpressions;

namespace Jim.Postgres.Catalog;

/// <summary>
/// The key that the comment on a relation declares: <c>@key a b</c>, the names of columns as they are in the database, in double quotes
/// where they have spaces. For views, and for tables whose rows are told apart by columns that no unique index is on.
/// </summary>
internal static partial class DeclaredKey
{
    /// <summary>Types of <c>pg_catalog</c> whose values Postgres cannot put into an order.</summary>
    private static readonly string[] Unordered =
        ["json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "jsonpath"];

    /// <summary>The key; null where none is declared, or where a warning says why it cannot be used.</summary>
    /// <param name="tags">The steering words of the comment.</param>
    /// <param name="columns">The columns of the relation.</param>
    /// <param name="relation">The relation's name, for warnings.</param>
    /// <param name="warnings">Receives a sentence for a key that cannot be used.</param>
    public static UniqueKey? Read(
        ImmutableDictionary<string, string> tags, ImmutableArray<Column> columns, string relation, List<string> warnings)
    {
        if (!tags.TryGetValue("key", out var list))
        {
            return null;
        }

        var names = Name().Matches(list).Select(Unquote).ToList();
        var found = names.Select(n => columns.FirstOrDefault(c => c.Name == n)).ToList();
        var fault = found switch
        {
            [] => "it names no column",
            _ when found.IndexOf(null) is >= 0 and var missing => $"there is no column \"{names[missing]}\"",
            _ when found.Find(c => IsUnordered(c!.Type)) is { } column => $"values of the column \"{column}\" have no order",
            _ => null,
        };
        if (fault is not null)
        {
            warnings.Add($"'@key {list}' in the comment on {relation} is not used: {fault}.");
            return null;
        }

        return new UniqueKey("@key", [.. found.Distinct().Select(c => c!)], Primary: false, Partial: false) { Declared = true };
    }

    private static string Unquote(Match name) =>
        name.Groups[1].Success ? name.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : name.Value;

    private static bool IsUnordered(DataType type) => type.Effective is var known
        && (known.Element is { } element && known.Kind == DataTypeKind.Array
            ? IsUnordered(element)
            : known.Schema == "pg_catalog" && Unordered.Contains(known.Name));

    [GeneratedRegex("\"((?:[^\"]|\"\")+)\"|[^\\s,\"]+")]
    private static partial Regex Name();
}
