using Jim.Server.Hosting;
using Spectre.Console;

namespace Jim.Server.Commands;

/// <summary>The consoles of the commands: standard output for what was asked for, standard error for what is told beside it.</summary>
public static class Terminal
{
    private static readonly Lazy<IAnsiConsole> output = new(() => Create(Console.Out, ConsoleColours.Allow(Console.IsOutputRedirected)));
    private static readonly Lazy<IAnsiConsole> error = new(() => Create(Console.Error, ConsoleColours.Allow(Console.IsErrorRedirected)));

    public static IAnsiConsole Output => output.Value;

    public static IAnsiConsole Error => error.Value;

    /// <summary>True: somebody watches standard error, so that progress can be drawn there.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected && ConsoleColours.Allow(redirected: false);

    /// <summary>
    /// A console that breaks no line: a terminal breaks it where it must, and what is copied from there is whole, as a command has to be.
    /// </summary>
    public static IAnsiConsole Create(TextWriter writer, bool colours)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 100_000;
        return console;
    }

    /// <summary>Prints a warning on one line, with its cure.</summary>
    public static void Warn(string warning) => Error.MarkupLine($"[yellow]jim: warning:[/] {Markup.Escape(warning)}");

    /// <summary>A drawing of progress with the time left, which is gone when the work is done.</summary>
    /// <param name="more">Columns between the percentage and the time left.</param>
    public static Progress DrawProgress(params ProgressColumn[] more) => CreateWatched().Progress().AutoClear(true).Columns(
        [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), .. more, new RemainingTimeColumn()]);

    /// <summary>
    /// Does work that says by lines how far it is: above a spinner where somebody watches, else by <paramref name="report"/>.
    /// </summary>
    public static Task SpinAsync(string title, Action<string> report, Func<Action<string>, Task> work)
    {
        if (!IsWatched)
        {
            return work(report);
        }

        var console = CreateWatched();
        return console.Status().StartAsync(Markup.Escape(title), _ => work(line => console.WriteLine($"jim: {line}")));
    }

    private static IAnsiConsole CreateWatched() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
