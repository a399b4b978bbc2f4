using System.Globalization;
using System.Text;

namespace Jim.Server.Settings;

/// <summary>
/// What is written for people from the settings' and limits' descriptions: <c>./jim settings</c> writes it into the files.
/// </summary>
public static class SettingDocuments
{
    /// <summary><c>.env.example</c>: every setting, commented out.</summary>
    public static string RenderEnvironmentExample()
    {
        var text = new StringBuilder("""
            # Settings of Jim; `./jim run` needs none. Copy to .env and take away the # where you want another value than the default.
            # A variable of the environment wins over this file. An unknown name is refused at the start, and in the environment one that is
            # nearly that of a setting.

            """);
        foreach (var setting in SettingCatalog.All.Where(s => !s.Repeats))
        {
            var secret = setting.FileName is { } file ? $". Secret; or in the file that {file} names." : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"\n# {setting.Meaning}\n# Unset: {setting.Unset}{secret}\n#{setting.Name}=\n");
        }

        return text.ToString();
    }

    /// <summary><c>SETTINGS.md</c>: every setting in one table.</summary>
    public static string RenderSettingsPage()
    {
        var text = new StringBuilder("""
            # Settings

            Environment variables; `.env` is read at the start too, and a variable of the environment wins over it. `./jim doctor` tells
            which are set and whether the services that they name answer. `./jim settings` writes this page, `.env.example` and the table
            "Limits" of ARCHITECTURE.md from the descriptions in `src/Jim.Server/Settings` and beside each limit.

            | setting | takes | unset means | meaning |
            |---|---|---|---|

            """);
        foreach (var setting in SettingCatalog.All.Where(s => !s.Repeats))
        {
            var secret = setting.FileName is { } file ? $" Secret; `{file}` names a file with it instead." : string.Empty;
            text.Append(
                CultureInfo.InvariantCulture, $"| `{setting.Name}` | {setting.Type} | {Quote(setting)} | {setting.Meaning}{secret} |\n");
        }

        return text.ToString();
    }

    /// <summary>The table "Limits" of ARCHITECTURE.md, with its heading row.</summary>
    public static string RenderLimitsTable()
    {
        var text = new StringBuilder("| limit | default | setting | refused as |\n|---|---|---|---|\n");
        foreach (var limit in LimitCatalog.All)
        {
            var setting = limit.SettingName is null ? string.Empty : $"`{LimitCatalog.BuildName(limit)}` ";
            text.Append(
                CultureInfo.InvariantCulture, $"| {limit.Meaning.TrimEnd('.')} | {limit.Default} | {setting}| {limit.RefusedAs} |\n");
        }

        return text.ToString();
    }

    /// <summary>The page with the table that follows the line <c>| limit |</c> made anew.</summary>
    public static string ReplaceLimitsTable(string page)
    {
        var begin = page.IndexOf("| limit |", StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf("\n\n", begin, StringComparison.Ordinal);
        return end < 0
            ? throw new InvalidDataException("The page has no table of limits, which begins with the heading `| limit |`.")
            : $"{page[..begin]}{RenderLimitsTable()}{page[(end + 1)..]}";
    }

    private static string Quote(Setting setting) => setting.Default is { } value ? $"`{value}`" : setting.Unset;
}
