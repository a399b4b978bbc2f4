using System.Text.RegularExpressions;
using Xunit;

namespace Jim.House.Tests;

/// <summary>What the documents say must be there, and what stands in the repository must be about Jim.</summary>
public sealed partial class Documents
{
    private static readonly string[] texts = ["*.md", "*.cs", "*.sh", "*.sql", "*.yml", "*.json", "*.conf", "*.toml", "*.props", "*.csproj", "*.ts", "*.js"];

    public static TheoryData<string> Pages => [.. Repository.Files(".", "*.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_a_page_is_a_verb_of_the_script(string page)
    {
        var verbs = Verb().Matches(Repository.Read("jim")).SelectMany(m => m.Groups[1].Value.Split(" | ")).ToHashSet();
        var used = Command().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Contains("run", verbs);
        Assert.Subset(verbs, used);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string page)
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
    public void Every_path_that_a_page_names_exists(string page)
    {
        var missing = CodePath().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value)
            .Where(path => !Repository.Exists(path) && !Repository.Exists($"{path}.example"));

        Assert.Empty(missing);
    }

    [Fact]
    public void The_help_names_every_verb()
    {
        var script = Repository.Read("jim");
        var verbs = Verb().Matches(script).SelectMany(m => m.Groups[1].Value.Split(" | ")).Where(v => v is not ("help" or "-h" or "--help"));

        Assert.All(verbs, verb => Assert.Contains($"\n./jim {verb}", script, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_speaks_of_how_it_was_made()
    {
        var places =
            from path in texts.SelectMany(pattern => Repository.Files(".", pattern)).Append("jim").Append(".ci/run")
            where !path.EndsWith("/Documents.cs", StringComparison.Ordinal) && !path.Contains("package-lock", StringComparison.Ordinal)
            from line in Repository.Read(path).Split('\n').Index()
            where MadeBy().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}  {line.Item.Trim()}";

        Assert.Empty(places);
    }

    /// <summary>A branch of the script's <c>case $verb in</c>.</summary>
    [GeneratedRegex(@"^  ([a-z][-a-z |]*)\) ", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\./jim ([a-z]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    /// <summary>A path in backticks below one of the repository's folders.</summary>
    [GeneratedRegex(@"`((?:src|tests|deploy|keycloak-realm)/[\w./-]*\w)`")]
    private static partial Regex CodePath();

    [GeneratedRegex(@"\b(?:AI|LLMs?|GPT|Claude|Copilot|chatbot|language model)\b|(?<!user[- ]|relay_)\bagents?\b", RegexOptions.IgnoreCase)]
    private static partial Regex MadeBy();
}
