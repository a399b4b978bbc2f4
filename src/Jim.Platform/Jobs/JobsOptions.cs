namespace Jim.Platform.Jobs;

/// <summary>The intervals and limits by which jobs run.</summary>
public sealed record JobsOptions
{
    /// <summary>How long a claim holds without renewal. A job whose worker was killed waits this long for another.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a running job's lease is renewed.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the keeper that leads looks for jobs that no message will bring to a worker.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A job that is not running this long after its message was sent gets another message: the broker may have lost it.</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the gateway's own publish may take before the sweeper sends a message for a new row.</summary>
    public TimeSpan PublishGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two reads of the outbox of events.</summary>
    public TimeSpan Relay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long running jobs may go on when the process stops; then they are released to other workers.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A message is acknowledged after this, though its job runs on: RabbitMQ closes a channel that acknowledges nothing for 30 minutes.
    /// </summary>
    public TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a job may be claimed, apart from its failed attempts. A job that kills each of its workers reaches this and is marked
    /// dead; one whose workers died for other reasons a hundred times does not.
    /// </summary>
    public int ClaimsMax { get; init; } = 128;

    /// <summary>
    /// How long a job is tried again whose refusals would pass by waiting (the database is away or busy, another transaction is in the
    /// way), counted from the first of them; then it is dead.
    /// </summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long jobs are kept that have ended; null: for good.</summary>
    public TimeSpan? KeepJobs { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long events are kept that were published; null: for good.</summary>
    public TimeSpan? KeepEvents { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the change log is kept; null: for good.</summary>
    public TimeSpan? KeepChanges { get; init; } = TimeSpan.FromHours(72);

    /// <summary>The intervals that follow from how long a job may wait whose worker died or whose message was lost.</summary>
    public static JobsOptions WithLease(TimeSpan lease) => new() { Lease = lease, Renewal = lease / 3, Resend = lease };

    /// <summary>How many jobs of each queue one worker runs at once.</summary>
    public IReadOnlyDictionary<string, int> Prefetch { get; init; } = new Dictionary<string, int>
    {
        [JobQueue.High] = 8, [JobQueue.Normal] = 8, [JobQueue.Low] = 4, [JobQueue.FileSmall] = 8, [JobQueue.FileLarge] = 2,
        [JobQueue.Webhook] = 32, [JobQueue.Mutation] = 16,
    };

    /// <summary>
    /// Of the places of a queue those that each worker keeps for users of whom it runs nothing there: of the queues in which commands run,
    /// whose handlers may take an hour.
    /// </summary>
    public IReadOnlyDictionary<string, int> LeftToOthers { get; init; } = new Dictionary<string, int>
    {
        [JobQueue.High] = 2, [JobQueue.Normal] = 2, [JobQueue.Low] = 1,
    };
}
