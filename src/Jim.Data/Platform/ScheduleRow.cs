namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.schedules</c>: a command that runs by itself.</summary>
public sealed class ScheduleRow
{
    public required string Command { get; init; }

    /// <summary>The expression and its time zone.</summary>
    public required string Cron { get; init; }

    /// <summary>The last time for which it was sent, or since when it is followed.</summary>
    public DateTimeOffset Due { get; init; }
}
