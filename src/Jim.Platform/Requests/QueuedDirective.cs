using Jim.GraphQL.Types;

namespace Jim.Platform.Requests;

/// <summary><c>mutation @queued(priority: HIGH, runAt: …)</c>: the mutation is stored as a job, which a worker runs.</summary>
/// <param name="Priority">As in <c>jim.job_priority</c>: lower case.</param>
/// <param name="RunAt">Not before this time; null: at once.</param>
public sealed record QueuedDirective(string Priority, DateTimeOffset? RunAt)
{
    /// <summary>How long the answer waits for the job; not at all by default.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>True for a <c>runAt</c> at which no job can run: infinity, or a year before 1 or beyond 9999.</summary>
    public bool IsOutOfTime { get; init; }

    /// <summary>The directive of the operation; null: it has none.</summary>
    public static QueuedDirective? Read(OperationInput input)
    {
        if (OperationDirective.Read(input, "queued") is not { } arguments)
        {
            return null;
        }

        var priority = arguments.GetValueOrDefault("priority") as EnumValueDefinition;
        var runAt = arguments.GetValueOrDefault("runAt");
        return new QueuedDirective((priority?.Name ?? "NORMAL").ToLowerInvariant(), runAt as DateTimeOffset?)
        {
            IsOutOfTime = runAt is string,
            Wait = TimeSpan.FromSeconds(arguments.GetValueOrDefault("wait") is int seconds ? seconds : 0),
        };
    }
}
