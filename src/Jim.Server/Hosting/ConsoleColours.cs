using Microsoft.Extensions.Logging.Console;

namespace Jim.Server.Hosting;

/// <summary>
/// Colours are for people: on a terminal only, and neither where <c>NO_COLOR</c> is set (https://no-color.org) nor on a terminal that has
/// none (<c>TERM=dumb</c>).
/// </summary>
public static class ConsoleColours
{
    /// <param name="redirected">Whether the stream leads to a file or another program.</param>
    public static bool Allow(bool redirected) => !redirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The same for what is logged, which goes to standard output.</summary>
    public static LoggerColorBehavior ForLogs() =>
        Allow(Console.IsOutputRedirected) ? LoggerColorBehavior.Enabled : LoggerColorBehavior.Disabled;
}
