using System.Globalization;
using Jim.Postgres.Changes;

namespace Jim.Platform.Cache;

/// <summary>
/// The tags by which cached answers are invalidated. An answer has the tag of each table that it reads; where it reads only rows with
/// certain values, those of the values in its place, and one more for changes that do not tell which rows they were of.
/// </summary>
/// <remarks>Oids mean something in one database only; the store's key prefix tells databases apart.</remarks>
public static class CacheTags
{
    /// <summary>Of more changes at once it is not told which rows they were of.</summary>
    private const int ChangesMax = 100;

    /// <param name="table">Oid of the table.</param>
    public static string ForTable(uint table) => table.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of answers that read only rows of the table with certain values: for changes of any of its rows.</summary>
    public static string ForRows(uint table) => string.Create(CultureInfo.InvariantCulture, $"{table}r");

    /// <summary>The tags of all answers that read the table.</summary>
    public static IReadOnlyCollection<string> ForAll(uint table) => [ForTable(table), ForRows(table)];

    /// <summary>Of answers that read only rows with one value, or some.</summary>
    public static string ForValue(ScopeValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Table}.{value.Column}.{value.Hash}");

    /// <summary>The tag that stands for this one and those of all other values of its table; another tag stands for itself.</summary>
    public static string WithoutValue(string tag) => tag.IndexOf('.', StringComparison.Ordinal) is > 0 and var at ? $"{tag[..at]}r" : tag;

    /// <summary>The tags of an answer.</summary>
    /// <param name="tables">Those that it reads.</param>
    /// <param name="values">Of some of the tables it reads only rows with one of these.</param>
    public static IReadOnlyList<string> ForReads(IEnumerable<uint> tables, ImmutableArray<ScopeValue> values)
    {
        var tags = new List<string>(values.Length * 2);
        foreach (var table in tables)
        {
            var before = tags.Count;
            foreach (var value in values)
            {
                if (value.Table == table)
                {
                    tags.Add(ForValue(value));
                }
            }

            tags.Add(tags.Count > before ? ForRows(table) : ForTable(table));
        }

        return tags;
    }

    /// <summary>The tags of all answers that changes of one table may make outdated.</summary>
    /// <param name="table">Oid of the table.</param>
    /// <param name="columns">Those by whose values an answer may be limited.</param>
    /// <param name="changes">The changes.</param>
    public static IReadOnlyCollection<string> ForChanges(uint table, IReadOnlyList<short> columns, IReadOnlyCollection<Change> changes)
    {
        if (columns.Count == 0)
        {
            return ForAll(table); // another process may know the table better
        }

        var tags = new HashSet<string>(StringComparer.Ordinal) { ForTable(table) };
        foreach (var change in changes)
        {
            foreach (var column in columns)
            {
                if (changes.Count > ChangesMax || !change.TryTell(column, out var before, out var after))
                {
                    return ForAll(table);
                }

                tags.UnionWith(new[] { before, after }.OfType<long>().Select(hash => ForValue(new ScopeValue(table, column, hash))));
            }
        }

        return tags;
    }
}
