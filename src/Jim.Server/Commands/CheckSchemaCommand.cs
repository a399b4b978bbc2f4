using System.Globalization;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;
using Jim.Server.Checking;
using Jim.Server.Settings;
using Spectre.Console;

namespace Jim.Server.Commands;

/// <summary>
/// <c>check-schema</c>: compares what Jim answers on a database with SQL, reading only, and prints what differs and what Jim cannot do
/// there. Exit code 0: nothing differs; 1: something does; 2: it cannot run; 130: it was interrupted, and the report has the relations that
/// were done.
/// </summary>
public static class CheckSchemaCommand
{
    public static async Task<int> RunAsync(JimSettings settings, CheckOptions options, bool verbose, CancellationToken cancellationToken)
    {
        if (options.Rows < 1 || options.Time <= TimeSpan.Zero)
        {
            throw new SettingsException("--rows and --seconds must be at least 1.");
        }

        var schemas = options.Schemas.IsDefaultOrEmpty && IsGiven(settings, "JIM_SCHEMAS") ? settings.Schemas : options.Schemas;
        try
        {
            var report = await WithProgressAsync(progress => SchemaChecker.RunAsync(
                settings.BuildConnectionString(), options with { Schemas = schemas }, progress, cancellationToken));
            await Console.Out.WriteAsync(ReportText.Render(report, verbose));
            if (cancellationToken.IsCancellationRequested)
            {
                return CommandLine.Interrupted;
            }

            if (report.Relations.IsEmpty)
            {
                throw new SettingsException(
                    $"{report.Role} can read nothing in the schemas {string.Join(", ", report.Schemas)}: choose others by --schemas, "
                    + "another role by --role, or let DATABASE_URL be that of the tables' owner.");
            }

            return report.Differences == 0 ? 0 : 1;
        }
        catch (SchemaException e)
        {
            throw new SettingsException(e.Message);
        }
        catch (DatabaseUnavailableException)
        {
            throw new SettingsException("The connection to Postgres was lost.");
        }
    }

    private static bool IsGiven(JimSettings settings, string name) => settings.Given.Any(g => g.Setting.Name == name);

    /// <summary>A bar on the terminal; lines where standard error is a file or a pipe. Standard output has the report alone.</summary>
    private static async Task<CheckReport> WithProgressAsync(Func<IProgress<CheckProgress>, Task<CheckReport>> check)
    {
        if (!Terminal.IsWatched)
        {
            return await check(new ProgressLines());
        }

        return await Terminal.DrawProgress().StartAsync(context => check(new ProgressBar(context.AddTask("checking"))));
    }

    private sealed class ProgressBar(ProgressTask task) : IProgress<CheckProgress>
    {
        public void Report(CheckProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = Markup.Escape(value.Relation ?? "done");
        }
    }

    /// <summary>A line for each tenth of the relations.</summary>
    private sealed class ProgressLines : IProgress<CheckProgress>
    {
        private int _toldTenths = -1;

        public void Report(CheckProgress value)
        {
            var tenths = value.Total == 0 ? 0 : value.Done * 10 / value.Total;
            if (tenths > _toldTenths)
            {
                _toldTenths = tenths;
                DatabaseCommands.Say(string.Create(CultureInfo.InvariantCulture, $"checked {value.Done} of {value.Total} relations"));
            }
        }
    }
}
