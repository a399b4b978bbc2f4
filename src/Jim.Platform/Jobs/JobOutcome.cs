using Jim.GraphQL.Errors;

namespace Jim.Platform.Jobs;

/// <summary>How a run of a job ended. Handlers return the first five; the runner finds the last two by itself.</summary>
public abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>
    /// The handler has marked the job succeeded inside its effect's own transaction (<see cref="JobCommit"/>), or found it done before.
    /// </summary>
    public sealed record Committed : JobOutcome;

    /// <summary>It succeeded, and its effect needs no transaction with the job's state.</summary>
    /// <param name="Result">JSON, stored as the job's result; null: none.</param>
    public sealed record Succeeded(string? Result) : JobOutcome;

    /// <summary>Worth another try; uses an attempt up, and the job is dead after the last.</summary>
    /// <param name="Delay">Null: the usual backoff.</param>
    public sealed record Retry(GraphQLError Error, TimeSpan? Delay = null) : JobOutcome;

    /// <summary>Not its own fault (a store is down): tried again with backoff for as long as it takes.</summary>
    /// <param name="DelayMax">The backoff never waits longer.</param>
    public sealed record Postponed(GraphQLError Error, TimeSpan DelayMax) : JobOutcome;

    /// <summary>Trying again cannot help.</summary>
    public sealed record Rejected(GraphQLError Error) : JobOutcome;

    /// <summary>The process stops before the run has an effect: the job goes back to the queue, and no attempt is used up.</summary>
    public sealed record Released : JobOutcome;

    /// <summary>
    /// The job was cancelled, or its lease lapsed and another worker claimed it: this run has no effect, and there is nothing to record.
    /// </summary>
    public sealed record Superseded : JobOutcome;
}
