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
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    public void Every_path_exists(string page)
    {
        var missing = CodePath().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value)
            .Where(path => !Repository.Exists(path) && !Repository.Exists($"{path}.example"));

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    /// <summary>A path in backticks below one of the repository's folders.</summary>
    [GeneratedRegex(@"`((?:src|tests|deploy|keycloak-realm)/[\w./-]*\w)`")]
    private static partial Regex CodePath();
}
