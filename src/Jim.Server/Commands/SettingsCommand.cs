using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>
/// <c>settings</c>: writes <c>.env.example</c>, <c>SETTINGS.md</c>, <c>LOG-EVENTS.md</c>, <c>docs/errors.md</c> and the table "Limits" of
/// <c>ARCHITECTURE.md</c> into the working directory, from the descriptions in the code.
/// </summary>
public static class SettingsCommand
{
    private const string Architecture = "ARCHITECTURE.md";

    public static int Run()
    {
        File.WriteAllText(".env.example", SettingDocuments.RenderEnvironmentExample());
        File.WriteAllText("SETTINGS.md", SettingDocuments.RenderSettingsPage());
        File.WriteAllText("LOG-EVENTS.md", LogEventsPage.Render());
        Directory.CreateDirectory("docs");
        File.WriteAllText("docs/errors.md", ErrorsPage.Render());
        if (File.Exists(Architecture))
        {
            File.WriteAllText(Architecture, SettingDocuments.ReplaceLimitsTable(File.ReadAllText(Architecture)));
        }

        return 0;
    }
}
