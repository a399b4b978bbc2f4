namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.files</c>. With the starter model the table also has the column <c>document_id</c>.</summary>
public sealed class StoredFile
{
    public Guid Id { get; set; }

    public Guid BucketId { get; set; }

    public Guid? FolderId { get; set; }

    public required string Name { get; set; }

    public Guid OwnerId { get; set; }

    public required string MimeType { get; set; }

    public long SizeBytes { get; set; }

    /// <summary>Lower case hex; null until all bytes are received.</summary>
    public string? Sha256 { get; set; }

    public FileState State { get; set; }

    public Guid? CurrentVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public long Version { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>A row of <c>jim.file_versions</c>: bytes under an object key, which never change.</summary>
public sealed class FileVersion
{
    public Guid Id { get; set; }

    public Guid FileId { get; set; }

    public int Number { get; set; }

    public required string ObjectKey { get; set; }

    public long SizeBytes { get; set; }

    public byte[]? Sha256 { get; set; }

    /// <summary>The SHA-256 of each MiB, one after the other; null where they are not known yet.</summary>
    public byte[]? BlocksSha256 { get; set; }

    public long? Crc32c { get; set; }

    public string? MimeDeclared { get; set; }

    public string? MimeSniffed { get; set; }

    /// <summary>receiving, staged, storing, stored; failed, rejected, deleting, deleted.</summary>
    public required string State { get; set; }

    public string? SpoolKey { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public long Fence { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A row of <c>jim.replicas</c>: one copy of a version on a target.</summary>
public sealed class Replica
{
    public Guid VersionId { get; set; }

    public required string Target { get; set; }

    /// <summary>missing, copying, ok, suspect, lost, deleting, gone.</summary>
    public required string State { get; set; }

    public string? Etag { get; set; }

    public DateTimeOffset? VerifiedAt { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public long Fence { get; set; }
}

public enum FileState
{
    Receiving,
    Staged,
    Stored,
    Failed,
    Rejected,
    Quarantined,
    Trashed,
}
