using System.Text.RegularExpressions;

namespace Jim.House.Tests.Specification;

/// <summary>
/// Where the source cites the GraphQL specification (comments, the addresses in errors), the section exists under that number and title.
/// </summary>
public sealed partial class SpecificationTests
{
    private static readonly IReadOnlyList<SourceFile> source = Repository.CSharp("src");
    private static readonly IReadOnlyList<SourceFile> validation = Repository.CSharp("src/Jim.GraphQL/Validation");

    [Fact]
    public void Sections_that_are_cited_exist()
    {
        var cited = source.SelectMany(file => GraphQLSpecification.Cited(file.Text).Select(number => (file.Path, Number: number))).ToList();

        Assert.True(cited.Count > 100);
        Assert.DoesNotContain(
            cited, c => c.Number.Contains('.', StringComparison.Ordinal) && !GraphQLSpecification.Titles.ContainsKey(c.Number));
    }

    [Fact]
    public void Titles_that_are_cited_are_those_of_their_sections()
    {
        var cited = Rules().SelectMany(Sections).ToList();

        Assert.True(cited.Count > 50);
        Assert.All(cited, s => Assert.Equal(GraphQLSpecification.Titles.GetValueOrDefault(s.Number), s.Title));
    }

    [Fact]
    public void Every_section_on_validation_is_cited_by_a_rule() =>
        Assert.Empty(GraphQLSpecification.ValidationSections.Except(Rules().SelectMany(Sections).Select(s => s.Number)));

    [Fact]
    public void Addresses_in_errors_lead_to_sections_that_exist()
    {
        var anchors = validation.SelectMany(file => Anchor().Matches(file.Text)).Select(m => m.Groups[1].Value)
            .Where(anchor => !DraftAnchor().IsMatch(anchor)).Distinct().ToList();

        Assert.True(anchors.Count > 20);
        Assert.Empty(anchors.Except(GraphQLSpecification.Anchors));
    }

    private static IEnumerable<SourceFile> Rules() => validation.Where(file => file.Path.EndsWith("Rule.cs", StringComparison.Ordinal));

    /// <summary>
    /// Sections with their titles, cited in the comment above a rule as <c>(spec 5.7.1, Directives Are Defined; spec 3.13, Directives)</c>.
    /// </summary>
    private static IEnumerable<(string Number, string Title)> Sections(SourceFile rule) =>
        Section().Matches(LineEnd().Replace(rule.Text, " ")).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    [GeneratedRegex(@"\r?\n\s*///? ?")]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"\(?spec (\d[\d.]*\d), ([^;)]+)(?=[;)])")]
    private static partial Regex Section();

    [GeneratedRegex("\"(sec-[^\"]+)\"")]
    private static partial Regex Anchor();

    /// <summary>Headings of the draft on incremental delivery, which are not part of the September 2025 edition.</summary>
    [GeneratedRegex("^sec-(?:Defer-And-Stream|Stream-Directives)-")]
    private static partial Regex DraftAnchor();
}
