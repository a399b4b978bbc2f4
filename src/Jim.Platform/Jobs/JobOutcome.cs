namespace Jim.Platform.Jobs;

/// <summary>How a run of a job ended. Handlers return the first five; the runner finds the last two by itself.</summary>
public abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>
    /// The handler has marked the job succeeded in the transaction of its effect (<see cref="JobCommit"/>), or found that this was done
    /// before.
    /// </summary>
    public sealed record Committed : JobOutcome;

    /// <summary>It succeeded, and its effect needs no transaction with the job's state.</summary>
    /// <param name="Result">JSON, stored as the job's result; null: none.</param>
    public sealed record Succeeded(string? Result) : JobOutcome;

    /// <summary>The job failed and is tried again. This uses up an attempt; after the last one the job is dead.</summary>
    /// <param name="Delay">The pause before the next attempt; null: that of <see cref="Backoff"/>.</param>
    public sealed record Retry(GraphQLError Error, TimeSpan? Delay = null) : JobOutcome;

    /// <summary>A service that the job needs is down. It is tried again, with growing pauses, without using up an attempt.</summary>
    /// <param name="DelayMax">The longest pause.</param>
    public sealed record Postponed(GraphQLError Error, TimeSpan DelayMax) : JobOutcome;

    /// <summary>The job failed in a way in which it would fail again; it is not tried again.</summary>
    public sealed record Rejected(GraphQLError Error) : JobOutcome;

    /// <summary>The process stops before the run has an effect: the job goes back to the queue, and no attempt is used up.</summary>
    public sealed record Released : JobOutcome;

    /// <summary>
    /// The job was cancelled, or its lease ran out and another worker claimed it. This run has no effect, and nothing is recorded.
    /// </summary>
    public sealed record Superseded : JobOutcome;
}
