namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.buckets</c>; without an owner it is everyone's.</summary>
public sealed class Bucket
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public Guid? OwnerId { get; set; }

    public bool Public { get; set; }

    /// <summary>Bytes one file may have; null: the server's limit.</summary>
    public long? SizeMax { get; set; }

    /// <summary>Content types, as sniffed; null: all.</summary>
    public string[]? MimeAllow { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public long Version { get; set; }
}

/// <summary>A row of <c>jim.folders</c>.</summary>
public sealed class Folder
{
    public Guid Id { get; set; }

    public Guid BucketId { get; set; }

    public Guid? ParentId { get; set; }

    public required string Name { get; set; }

    public Guid OwnerId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public long Version { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>A row of <c>jim.uploads</c>: a resumable upload that is not complete.</summary>
public sealed class Upload
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public Guid? FileId { get; set; }

    public Guid? BucketId { get; set; }

    /// <summary>Bytes; null: not known yet.</summary>
    public long? Size { get; set; }

    public long Received { get; set; }

    public byte[]? ShaClaimed { get; set; }

    public required string State { get; set; }

    public long Fence { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
