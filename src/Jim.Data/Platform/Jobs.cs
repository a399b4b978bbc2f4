using System.Text.Json;

namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.jobs</c>: queued work with its lease and outcome.</summary>
public sealed class Job
{
    public Guid Id { get; set; }

    public required string Kind { get; set; }

    public JobState State { get; set; }

    public JobPriority Priority { get; set; }

    public JsonDocument? Payload { get; set; }

    public JsonDocument? Result { get; set; }

    public JsonDocument? Error { get; set; }

    /// <summary>0 to 1.</summary>
    public double? Progress { get; set; }

    public int Attempt { get; set; }

    public int AttemptsMax { get; set; }

    /// <summary>How often it was refused for a reason that passes by waiting, which uses up no attempt.</summary>
    public int Postponed { get; set; }

    /// <summary>The first of these refusals since the last attempt that counted.</summary>
    public DateTimeOffset? PostponedSince { get; set; }

    public DateTimeOffset RunAt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows by 1 each time a worker claims the job; a write with an older number changes nothing.</summary>
    public long Fence { get; set; }

    public Guid? OwnerId { get; set; }

    /// <summary>Role and claims of the caller who queued it, as <c>jim.caller()</c> returns them.</summary>
    public JsonDocument? Caller { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public long Version { get; set; }

    /// <summary>Jobs of one lane run one after another; null: it is in none.</summary>
    public string? Lane { get; set; }

    /// <summary>Grows from job to job; of a lane the job with the lowest that has not ended is the next.</summary>
    public long Number { get; set; }
}

public enum JobState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Dead,
}

/// <summary><c>jim.job_priority</c>: which queue a job waits in.</summary>
public enum JobPriority
{
    High,
    Normal,
    Low,
}
