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

/// <summary>A row of <c>jim.uploads</c>: a resumable upload, until it expires.</summary>
public sealed class Upload
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    /// <summary>The file that it became; null: it has not ended.</summary>
    public Guid? FileId { get; set; }

    /// <summary>Bytes that it will have.</summary>
    public long Size { get; set; }

    public long Received { get; set; }

    public byte[]? ShaClaimed { get; set; }

    public required string State { get; set; }

    /// <summary>How it ends: whole, held, partial or final.</summary>
    public required string Kind { get; set; }

    /// <summary>What the client says of it.</summary>
    public required string Metadata { get; set; }

    /// <summary>Of a final one: the uploads that it was made of.</summary>
    public Guid[]? Parts { get; set; }

    /// <summary>The name of its bytes in the spool.</summary>
    public Guid SpoolKey { get; set; }

    public long Fence { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
