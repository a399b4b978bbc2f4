namespace Jim.GraphQL.Validation;

/// <summary>Suggests known names that are similar to an unknown one ("Did you mean"). Only for callers who may see those names.</summary>
public static class Suggestions
{
    private const int Most = 5;

    /// <summary>A sentence to append to an error message, beginning with a space. Empty when no name is similar.</summary>
    public static string Suggest(string unknown, IEnumerable<string> known, string? prefix = null)
    {
        var near = FindNear(unknown, known).Take(Most).Select(n => $"\"{prefix}{n}\"").ToList();
        return near.Count switch
        {
            0 => "",
            1 => $" Did you mean {near[0]}?",
            2 => $" Did you mean {near[0]} or {near[1]}?",
            _ => $" Did you mean {string.Join(", ", near.SkipLast(1))}, or {near[^1]}?",
        };
    }

    private static IEnumerable<string> FindNear(string unknown, IEnumerable<string> known)
    {
        var farthest = (int)(unknown.Length * 0.4) + 1;
        return known.Distinct(StringComparer.Ordinal)
            .Where(name => Math.Abs(name.Length - unknown.Length) <= farthest)
            .Select(name => (Name: name, Distance: MeasureDistance(unknown, name)))
            .Where(n => n.Distance <= farthest)
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n.Name);
    }

    /// <summary>The Damerau-Levenshtein distance without regard to case. Names that differ in case only have the distance 1.</summary>
    private static int MeasureDistance(string a, string b)
    {
        if (a == b)
        {
            return 0;
        }

        if (a.Equals(b, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        var (before, above, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + change);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
