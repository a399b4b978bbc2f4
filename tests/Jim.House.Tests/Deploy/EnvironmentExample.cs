using System.Text;
using Jim.Server.Settings;
using Xunit;

namespace Jim.House.Tests.Deploy;

/// <summary>
/// <c>.env.example</c> is the list of settings that the server knows, in its order and words. <c>UPDATE_SNAPSHOTS=1</c> writes it anew.
/// </summary>
public sealed class EnvironmentExample
{
    private const string FileName = ".env.example";

    private const string Head = """
        # Settings of Jim. Copy to .env and take away the # where you want another value than the default; `./jim run` needs none of them.
        # A variable of the environment wins over this file. An unknown name is refused at the start.
        """;

    [Fact]
    public void Lists_every_setting_with_its_meaning_and_default()
    {
        var wanted = Render();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, FileName), wanted);
        }

        Assert.Equal(wanted, Repository.Read(FileName));
    }

    [Fact]
    public void Is_accepted_by_the_server_as_it_is() =>
        Assert.Empty(EnvironmentFile.Read(Path.Combine(Repository.Root, FileName)));

    [Fact]
    public void Is_accepted_with_every_line_uncommented()
    {
        var path = Path.Combine(Path.GetTempPath(), $"jim-env-{Environment.ProcessId}");
        File.WriteAllLines(path, Repository.Read(FileName).Split('\n').Where(l => l.StartsWith('#') && IsSetting(l)).Select(l => l[1..]));

        Assert.Equal(SettingCatalog.All.Select(s => s.Name), EnvironmentFile.Read(path).Keys);
        File.Delete(path);
    }

    private static bool IsSetting(string line) =>
        line.Length > 1 && char.IsAsciiLetterUpper(line[1]) && line.Contains('=', StringComparison.Ordinal);

    private static string Render()
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var setting in SettingCatalog.All)
        {
            text.Append('\n').Append("# ").Append(setting.Meaning).Append('\n');
            text.Append("# Unset: ").Append(setting.Default.Length == 0 ? "nothing" : setting.Default)
                .Append(setting.Secret ? ". Secret.\n" : "\n");
            text.Append('#').Append(setting.Name).Append("=\n");
        }

        return text.ToString();
    }
}
