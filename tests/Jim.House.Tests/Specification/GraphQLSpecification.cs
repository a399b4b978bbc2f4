using System.Text.RegularExpressions;

namespace Jim.House.Tests.Specification;

/// <summary>The numbered headings of the GraphQL specification, September 2025, chapters 2 to 7, and where the source cites them.</summary>
internal static partial class GraphQLSpecification
{
    /// <summary>Headings by number.</summary>
    public static IReadOnlyDictionary<string, string> Titles { get; } =
        Repository.Read("tests/Jim.House.Tests/Specification/specification-september-2025.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>The fragments of its address that lead to the headings.</summary>
    public static IReadOnlySet<string> Anchors { get; } =
        Titles.Values.Select(title => "sec-" + NoLetters().Replace(title, "-")).ToHashSet(StringComparer.Ordinal);

    /// <summary>The lowest headings of the chapter on validation: each is one rule.</summary>
    public static IEnumerable<string> ValidationSections =>
        Titles.Keys.Where(n => n.StartsWith("5.", StringComparison.Ordinal) && !Titles.ContainsKey(n + ".1"));

    /// <summary>Every section that the text cites: <c>spec 3.6.1, 3.13</c> and <c>spec 2.4 - 2.9</c> are two each.</summary>
    public static IEnumerable<string> Cited(string text) =>
        Citation().Matches(text).SelectMany(m => Number().Matches(m.Value)).Select(m => m.Value);

    [GeneratedRegex(@"\b[Ss]pec \d+(?:\.\d+)*(?:(?:, | - |-| and )\d+(?:\.\d+)+)*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+(?:\.\d+)*")]
    private static partial Regex Number();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetters();
}
