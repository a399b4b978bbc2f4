using System.Text.RegularExpressions;
using Jim.GraphQL.Limits;
using Jim.Server.Settings;

namespace Jim.House.Tests;

/// <summary>Every limit has a code that the source knows, and every limit that a setting moves is moved on a running Jim.</summary>
public sealed partial class LimitsTable
{
    public static TheoryData<string> Limits => [.. LimitCatalog.All.Select(l => l.Meaning)];

    [Theory]
    [MemberData(nameof(Limits))]
    public void Has_a_code_that_the_source_knows(string meaning)
    {
        var codes = Quoted().Matches(Find(meaning).RefusedAs).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(codes);
        Assert.DoesNotContain(codes, code => !Repository.CSharp("src").Any(file => Regex.IsMatch(file.Text, $@"[^`\w]{code}\W")));
    }

    [Fact]
    public void Is_moved_by_a_test_where_a_setting_moves_it()
    {
        var tests = Repository.CSharp("tests");
        var moved = LimitCatalog.All.Where(l => l.SettingName is not null).Select(LimitCatalog.BuildName);

        Assert.DoesNotContain(moved, name => !tests.Any(file => file.Text.Contains($"\"{name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Has_a_setting_of_its_own() =>
        Assert.Distinct(LimitCatalog.All.Where(l => l.SettingName is not null).Select(l => l.SettingName));

    private static Limit Find(string meaning) => LimitCatalog.All.Single(l => l.Meaning == meaning);

    [GeneratedRegex("`([A-Z0-9_]+)`")]
    private static partial Regex Quoted();
}
