using Microsoft.Extensions.Logging;

namespace Jim.Postgres.Diagnostics;

/// <summary>
/// Reports faults that work in the background does not expect. Such work is never ended by one, because what it is for (fresh answers,
/// jobs) would end with it, and the process must go on serving.
/// </summary>
public static partial class BackgroundFaults
{
    /// <summary>How long to wait before the work goes on.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="logger">The logger of the work.</param>
    /// <param name="work">What failed, as a subject.</param>
    /// <param name="fault">Logged by its type and stack; its message may hold a value of a row.</param>
    public static void Report(ILogger logger, string work, Exception fault) =>
        Log.BackgroundWorkFailed(logger, work, fault.GetType().Name, fault.StackTrace);

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.BackgroundWorkFailed, LogLevel.Error, "A fault ({Fault}) stopped {Work}; it goes on after a pause. {Stack}")]
        public static partial void BackgroundWorkFailed(ILogger logger, string work, string fault, string? stack);
    }
}
