namespace Jim.Platform.Jobs;

/// <summary>How jobs are paced.</summary>
public sealed record JobsOptions
{
    /// <summary>How long a claim holds without renewal: a job of a killed worker waits this long.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a running job's lease is renewed.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the leader looks for rows that no message will wake.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A row whose message was sent so long ago and that nobody runs gets another one: the broker may have lost it.</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the gateway's own publish may take before the sweeper sends a message for a new row.</summary>
    public TimeSpan PublishGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often unsent events are looked for.</summary>
    public TimeSpan Relay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long running jobs may go on when the process stops; then they are released to other workers.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A message is acknowledged after this, though its job runs on: RabbitMQ closes a channel that acknowledges nothing for 30 minutes.
    /// </summary>
    public TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Claims that one job may use: one that kills every worker that takes it ends as dead, and one that was unlucky 100 times does not.
    /// </summary>
    public int ClaimsMax { get; init; } = 128;

    /// <summary>Paced by how long a dead worker's job, or a job whose message is lost, may wait.</summary>
    public static JobsOptions WithLease(TimeSpan lease) => new() { Lease = lease, Renewal = lease / 3, Resend = lease };

    /// <summary>Jobs at once, per queue.</summary>
    public IReadOnlyDictionary<string, int> Prefetch { get; init; } = new Dictionary<string, int>
    {
        [JobQueue.High] = 8, [JobQueue.Normal] = 8, [JobQueue.Low] = 4, [JobQueue.FileSmall] = 8, [JobQueue.FileLarge] = 2,
    };
}
