using System.Text.RegularExpressions;

namespace Jim.House.Tests;

/// <summary>Links and paths of files in the pages lead to something that exists.</summary>
public sealed partial class DocumentLinks
{
    public static TheoryData<string> Pages => [.. Repository.Files(".", "*.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        var broken = Link().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Repository.Exists(Path.Combine(folder, target)));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_into_a_page_leads_to_a_heading(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        var broken = Link().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value.Split('#'))
            .Where(link => link is [var target, _] && (target.Length == 0 || target.EndsWith(".md", StringComparison.Ordinal)))
            .Where(link => !link[0].Contains("://", StringComparison.Ordinal))
            .Where(link => !Anchors(link[0].Length == 0 ? page : Path.Combine(folder, link[0])).Contains(link[1]))
            .Select(link => string.Join('#', link));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_exists(string page)
    {
        var missing = CodePath().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value)
            .Where(path => !Repository.Exists(path) && !Repository.Exists($"{path}.example"));

        Assert.Empty(missing);
    }

    /// <summary>The headings of a page as GitHub makes anchors of them.</summary>
    private static IEnumerable<string> Anchors(string page) => Heading().Matches(Repository.Read(page))
        .Select(m => NoAnchor().Replace(m.Groups[1].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>What a heading has and its anchor has not.</summary>
    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    /// <summary>A path in backticks below one of the repository's folders.</summary>
    [GeneratedRegex(@"`((?:src|tests|deploy|keycloak-realm)/[\w./-]*\w)`")]
    private static partial Regex CodePath();
}
