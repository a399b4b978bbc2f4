namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.buckets</c>. A bucket without an owner belongs to everyone.</summary>
public sealed class Bucket
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public Guid? OwnerId { get; set; }

    public bool Public { get; set; }

    /// <summary>The most bytes that a file may have; null: the server's limit.</summary>
    public long? SizeMax { get; set; }

    /// <summary>Allowed content types, compared with the type found in the bytes; null: all.</summary>
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
