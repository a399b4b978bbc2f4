using Jim.Platform.Identity;
using Jim.Server.Health;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Spectre.Console;

namespace Jim.Server.Commands;

/// <summary>
/// <c>doctor</c>: asks every service that the settings name, by the clients and health checks of the server itself, and says for each its
/// version, what is wrong and what to do. Exit code 1 when something is wrong.
/// </summary>
public static class DoctorCommand
{
    /// <summary>How long each service and each step of the database's examination may take.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        await using var services = BuildServices(settings);
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken);
        var findings = report.Entries.Select(e => Describe(e.Key, e.Value)).ToList();
        findings.Add(await RevocationExamination.RunAsync(settings, services.GetService<IssuerClient>(), Deadline, cancellationToken));
        if (report.Entries["postgres"].Status == HealthStatus.Healthy)
        {
            findings.AddRange(await ExamineDatabaseAsync(services.GetRequiredService<NpgsqlDataSource>(), settings, cancellationToken));
        }

        findings.Add(OperationsExamination.Run(settings));
        findings.Add(new("settings", true, DescribeGiven(settings), string.Empty));
        Print(findings);
        return findings.All(f => f.Healthy) ? 0 : 1;
    }

    private static async Task<IEnumerable<Finding>> ExamineDatabaseAsync(
        NpgsqlDataSource dataSource, JimSettings settings, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        findings.AddRange(await DatabaseExamination.FindMigrated(dataSource).RunAsync(Deadline, cancellationToken));
        if (!findings[0].Healthy)
        {
            return findings;
        }

        Examination[] ofSchema =
        [
            SchemaExamination.Build(settings),
            new(["jobs", "events", "spool", "targets", "trash"], stop => UpkeepExamination.RunAsync(dataSource, settings, stop)),
        ];
        foreach (var step in DatabaseExamination.FindAll(dataSource, settings).Concat(ofSchema))
        {
            findings.AddRange(await step.RunAsync(Deadline, cancellationToken));
        }

        return findings;
    }

    private static ServiceProvider BuildServices(JimSettings settings)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System);
        services.AddJimClients(settings);
        services.AddJimIdentity(settings);
        services.AddJimHealth(settings, Deadline);
        return services.BuildServiceProvider();
    }

    private static Finding Describe(string name, HealthReportEntry entry) => new(
        name, entry.Status == HealthStatus.Healthy, entry.Description ?? string.Empty, ServiceHealth.FindCure(entry) ?? string.Empty);

    private static string DescribeGiven(JimSettings settings) => settings.Given.IsEmpty
        ? "none given: the defaults of SETTINGS.md"
        : string.Join(", ", settings.Given.Select(g => $"{g.Setting.Name}={g.Shown}"));

    private static void Print(List<Finding> findings)
    {
        // Printed as lines, because a table is broken by a narrow terminal and in logs.
        foreach (var finding in findings)
        {
            Terminal.Output.Markup(finding.Healthy ? "[green]ok[/]   " : "[red]ill[/]  ");
            Console.WriteLine($"{finding.Name,-10} {finding.Detail}");
            if (!finding.Healthy && finding.Cure.Length > 0)
            {
                Console.WriteLine($"     {finding.Cure}");
            }
        }
    }
}
