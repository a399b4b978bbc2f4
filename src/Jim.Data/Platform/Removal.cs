namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.removals</c>: a copy of a deleted version that is still at a target.</summary>
public sealed class Removal
{
    public required string Target { get; set; }

    public required string ObjectKey { get; set; }

    public Guid FileId { get; set; }

    /// <summary>When the version was deleted.</summary>
    public DateTimeOffset Since { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? Error { get; set; }
}
