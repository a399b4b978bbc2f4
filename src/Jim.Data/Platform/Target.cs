namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.targets</c>: a place that keeps files, and how it is.</summary>
public sealed class Target
{
    public required string Name { get; set; }

    /// <summary>Without keys and secrets.</summary>
    public required string Address { get; set; }

    /// <summary>copy, mirror.</summary>
    public required string Role { get; set; }

    /// <summary>What the mark in its folder says.</summary>
    public Guid Identity { get; set; }

    /// <summary>Since when the mark is in its folder.</summary>
    public DateTimeOffset? MarkedAt { get; set; }

    /// <summary>When all of a mirror was last compared.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    /// <summary>What a mirror should remove since before then, its brake does not stop.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

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
