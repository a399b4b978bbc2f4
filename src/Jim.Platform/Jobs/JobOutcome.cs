using Jim.Postgres.Running;

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

    /// <summary>
    /// The job was refused for a reason that passes by waiting. It is tried again, with growing pauses, without using up an attempt; after
    /// <see cref="JobsOptions.WaitMax"/> it is dead, unless its handler <see cref="IJobHandler.WaitsForever"/>.
    /// </summary>
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

    /// <summary>The outcome of a run that ended with this error, by what <see cref="ErrorTable"/> says of its code.</summary>
    public static JobOutcome For(GraphQLError error) => ErrorTable.FindLaterTry(error) switch
    {
        LaterTry.PassesByWaiting => new Postponed(error, Backoff.LongestWait),
        LaterTry.MaySucceed => new Retry(error),
        LaterTry.Fails => new Rejected(error),
        var other => throw new InvalidOperationException($"No job knows what {other} is."),
    };

    /// <summary>The same of an exception. What nobody foresaw is tried again; clients are told nothing of it.</summary>
    public static JobOutcome For(Exception failure) => failure switch
    {
        GraphQLException { Errors: [var first, ..] } => For(first),
        GraphQLException => new Rejected(JobErrors.Failed),
        _ => PostgresFailure.ToException(failure, CancellationToken.None, tellRaised: false) is GraphQLException { Errors: [var first, ..] }
            && For(first) is not Rejected and { } known
            ? known
            : new Retry(JobErrors.Failed),
    };
}
