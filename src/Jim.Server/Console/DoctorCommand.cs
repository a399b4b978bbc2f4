using Jim.Server.Health;
using Jim.Server.Settings;
using Spectre.Console;

namespace Jim.Server.Console;

/// <summary>
/// <c>doctor</c>: asks every service that the settings name, and says for each its version, what is wrong and the cure. Exit code 1 when
/// one is ill.
/// </summary>
public static class DoctorCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        var checks = new List<ServiceCheck>();
        checks.AddRange(await DatabaseExamination.RunAsync(settings, deadline.Token));
        checks.Add(await ServiceExamination.RedisAsync(settings, deadline.Token));
        checks.Add(await ServiceExamination.RabbitMqAsync(settings, deadline.Token));
        checks.Add(await ServiceExamination.ObjectsAsync(settings, deadline.Token));
        checks.Add(await ServiceExamination.IssuerAsync(settings, deadline.Token));
        checks.Add(OperationsExamination.Run(settings));
        Print(checks);
        return checks.All(c => c.Healthy) ? 0 : 1;
    }

    private static void Print(List<ServiceCheck> checks)
    {
        // Lines, not a table: they survive a narrow terminal and a log.
        foreach (var check in checks)
        {
            AnsiConsole.Markup(check.Healthy ? "[green]ok[/]   " : "[red]ill[/]  ");
            System.Console.WriteLine($"{check.Name,-10} {check.Detail}");
            if (!check.Healthy)
            {
                System.Console.WriteLine($"     {check.Cure}");
            }
        }
    }
}
