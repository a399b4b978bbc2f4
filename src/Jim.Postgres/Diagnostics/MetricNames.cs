namespace Jim.Postgres.Diagnostics;

/// <summary>The names of all metrics that Jim makes itself. TELEMETRY.md explains each, and a test compares the two.</summary>
public static class MetricNames
{
    public const string OperationDuration = "jim.operation.duration";
    public const string PoolWaitTime = "db.client.connection.wait_time";
    public const string PoolPending = "db.client.connection.pending_requests";
    public const string ReadsByServer = "jim.replica.reads";
    public const string CacheLookups = "jim.cache.lookups";
    public const string CacheBytes = "jim.cache.bytes";
    public const string LiveCohorts = "jim.live.cohorts";
    public const string ChangeLag = "jim.change.lag";
    public const string Jobs = "jim.jobs";
    public const string QueueDepth = "jim.jobs.queue.depth";
    public const string TargetFiles = "jim.target.waiting.files";
    public const string TargetBytes = "jim.target.waiting.bytes";
    public const string TargetBehind = "jim.target.behind";
    public const string JobDuration = "jim.job.duration";
}
