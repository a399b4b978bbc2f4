namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.targets</c>: a place that keeps copies of files, and how it is.</summary>
public sealed class Target
{
    public required string Name { get; set; }

    /// <summary>Without keys and secrets.</summary>
    public required string Address { get; set; }

    /// <summary>Versions that it lacks, or has a wrong copy of.</summary>
    public long WaitingFiles { get; set; }

    public long WaitingBytes { get; set; }

    public DateTimeOffset? WaitingSince { get; set; }

    /// <summary>Why its last call failed; null: it did not.</summary>
    public string? Error { get; set; }

    public DateTimeOffset? FailingSince { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Since when the settings do not name it.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}
