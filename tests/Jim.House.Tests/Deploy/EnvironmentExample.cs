using System.Text.RegularExpressions;
using Jim.Server.Settings;

namespace Jim.House.Tests.Deploy;

/// <summary><c>.env.example</c>, <c>SETTINGS.md</c> and ARCHITECTURE.md's limits are what <c>./jim settings</c> writes.</summary>
public sealed partial class EnvironmentExample
{
    private const string FileName = ".env.example";

    [Fact]
    public void The_example_is_made_from_the_settings() =>
        Assert.Equal(SettingDocuments.RenderEnvironmentExample(), Repository.Read(FileName));

    [Fact]
    public void The_page_of_settings_is_made_from_the_settings() =>
        Assert.Equal(SettingDocuments.RenderSettingsPage(), Repository.Read("SETTINGS.md"));

    [Fact]
    public void The_table_of_limits_is_made_from_the_limits()
    {
        var page = Repository.Read("ARCHITECTURE.md");

        Assert.Equal(SettingDocuments.ReplaceLimitsTable(page), page);
    }

    [Fact]
    public void Is_accepted_by_the_server_as_it_is() =>
        Assert.Empty(EnvironmentFile.Read(Path.Combine(Repository.Root, FileName)));

    [Fact]
    public void Is_accepted_with_every_line_uncommented()
    {
        var path = Path.Combine(Path.GetTempPath(), $"jim-env-{Environment.ProcessId}");
        File.WriteAllLines(path, Repository.Read(FileName).Split('\n').Where(l => l.StartsWith('#') && IsSetting(l)).Select(l => l[1..]));

        Assert.Equal(SettingCatalog.All.Where(s => !s.Repeats).Select(s => s.Name), EnvironmentFile.Read(path).Keys);
        File.Delete(path);
    }

    [Fact]
    public void The_variables_of_scripts_and_containers_are_not_taken_for_misspelt_settings()
    {
        string[] files =
        [
            "jim", "docker-compose.yml", .. Repository.Files(".ci", "*"), .. Repository.Files("deploy", "*"),
            .. Repository.Files("tests", "*.sh"),
        ];
        var names = files.SelectMany(file => Name().Matches(Repository.Read(file)).Select(m => m.Value)).Distinct(StringComparer.Ordinal);

        Assert.Empty(EnvironmentNames.FindUnknown(names));
    }

    [GeneratedRegex(@"\bJIM_[A-Z0-9_]*[A-Z0-9]\b")]
    private static partial Regex Name();

    private static bool IsSetting(string line) =>
        line.Length > 1 && char.IsAsciiLetterUpper(line[1]) && line.Contains('=', StringComparison.Ordinal);
}
