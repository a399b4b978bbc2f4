namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.mirrors</c>: what a mirror has of a file.</summary>
public sealed class Mirrored
{
    public Guid Id { get; set; }

    public required string Target { get; set; }

    /// <summary>Null: the file is gone for good.</summary>
    public Guid? FileId { get; set; }

    /// <summary>waiting, ok, going, kept, gone.</summary>
    public required string State { get; set; }

    /// <summary>When it was last brought there or removed.</summary>
    public DateTimeOffset? At { get; set; }

    public string? Error { get; set; }

    /// <summary>Where it should stand.</summary>
    public string? Path { get; set; }

    public string? PathKey { get; set; }

    /// <summary>Where it stands; null: nowhere.</summary>
    public string? Stands { get; set; }

    public string? StandsKey { get; set; }

    /// <summary>The version that stands there.</summary>
    public Guid? VersionId { get; set; }

    /// <summary>Grows with each change of the file.</summary>
    public long Changes { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public long Fence { get; set; }
}
