using System.Text.RegularExpressions;
using Jim.Server.Settings;
using Xunit;

namespace Jim.House.Tests;

/// <summary>The table "Limits" of ARCHITECTURE.md: every limit has the default and the error code that the source has.</summary>
public sealed partial class LimitsTable
{
    private static readonly IReadOnlyList<Row> rows = Read();

    public static TheoryData<string> Limits => [.. rows.Select(r => r.Limit)];

    [Theory]
    [MemberData(nameof(Limits))]
    public void Has_a_code_that_the_source_knows(string limit)
    {
        var codes = Quoted().Matches(Of(limit).Code).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(codes);
        Assert.DoesNotContain(codes, code => !Repository.CSharp("src").Any(file => Regex.IsMatch(file.Text, $@"\W{code}\W")));
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Has_the_settings_default(string limit)
    {
        var row = Of(limit);
        if (Quoted().Match(row.Setting) is { Success: true } name)
        {
            var setting = Assert.Single(SettingCatalog.All, s => s.Name == name.Groups[1].Value);
            Assert.Equal(setting.Default, row.Default.Split(' ')[0].Replace(",", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Has_every_limit_that_a_setting_moves()
    {
        var named = rows.SelectMany(r => Quoted().Matches(r.Setting).Select(m => m.Groups[1].Value));
        Assert.Equal(
            SettingCatalog.All.Select(s => s.Name).Where(n => n.StartsWith("JIM_LIMIT_", StringComparison.Ordinal)).Order(), named.Order());
    }

    private static Row Of(string limit) => rows.Single(r => r.Limit == limit);

    private static List<Row> Read() =>
    [
        .. Repository.Read("ARCHITECTURE.md").Split("\n## Limits\n")[1].Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new Row(cells[0], cells[1], cells[2], cells[3])),
    ];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    private sealed record Row(string Limit, string Default, string Setting, string Code);
}
