using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>A snippet of a page.</summary>
/// <param name="Language">As after the fence: <c>sh</c>, <c>sql</c>, <c>graphql</c>, <c>json</c>, <c>tsx</c>.</param>
/// <param name="TestedBy">The test class that the comment above the snippet names; null: the snippet is run as it stands.</param>
internal sealed record DocumentBlock(string Language, string Text, string? TestedBy);

/// <summary>A page for readers: README.md and its neighbours, or one of <c>docs/</c>.</summary>
internal sealed partial record DocumentPage(string Path, string Text)
{
    public IReadOnlyList<DocumentBlock> Blocks { get; } =
        [.. Fences().Matches(Text).Select(m => new DocumentBlock(
            m.Groups["language"].Value, m.Groups["text"].Value,
            m.Groups["test"] is { Success: true } test ? test.Value : null))];

    /// <param name="path">Relative to the root of the repository.</param>
    public static DocumentPage Read(string path) => new(path, File.ReadAllText(Repository.PathOf(path)));

    public static IReadOnlyList<DocumentPage> ReadAll() =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md").Order(StringComparer.Ordinal)
            .Select(file => Read(System.IO.Path.GetFileName(file))),
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => Read($"docs/{System.IO.Path.GetFileName(file)}")),
    ];

    [GeneratedRegex(
        "(?:<!-- tested by (?<test>\\w+) -->\n)?^```(?<language>\\w+)\n(?<text>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
