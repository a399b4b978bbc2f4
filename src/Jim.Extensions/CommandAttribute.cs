namespace Jim.Extensions;

/// <summary>
/// Makes a record a command: work that a client asks for and a worker does. <c>record SendReminders(…)</c> becomes the mutation
/// <c>sendReminders(input: { … })</c>, whose answer has the job. The same assembly has one <see cref="ICommandHandler{TCommand}"/> or
/// <see cref="ICommandHandler{TCommand, TResult}"/> for it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class CommandAttribute : Attribute
{
    /// <summary>The name of the mutation; by default the name of the record with a small first letter.</summary>
    public string? Name { get; init; }

    /// <summary>The priority of a job for which the client names none.</summary>
    public CommandPriority Priority { get; init; } = CommandPriority.Normal;

    /// <summary>
    /// The database roles whose callers may use the mutation; by default every role that may have jobs, which are all with a token.
    /// </summary>
    public string[]? Roles { get; init; }

    /// <summary>A job that fails for a reason that may pass is tried so often; then it is dead.</summary>
    public int AttemptsMax { get; init; } = 10;

    /// <summary>
    /// A run is cancelled after so many seconds, by its token, and counts as an attempt that failed. An hour by default.
    /// </summary>
    public int TimeoutSeconds { get; init; } = 3600;

    /// <summary>
    /// When the command runs by itself: minute, hour, day, month and day of the week, as <c>0 3 * * *</c>; by default never. It then runs
    /// as the service account, with a record of which nothing is given, and its mutation is for administrators unless <see cref="Roles"/>
    /// says more. Each time is run once; of times that were missed the latest.
    /// </summary>
    public string? Cron { get; init; }

    /// <summary>In whose time <see cref="Cron"/> is meant, as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>True: it runs by <see cref="Cron"/> also while its last run has not ended; else it is left out for that time.</summary>
    public bool Overlaps { get; init; }
}
