namespace Jim.Platform.Files.Resumable;

/// <summary>How a resumable upload ends.</summary>
public enum UploadKind
{
    /// <summary>Its last byte makes the file.</summary>
    Whole,

    /// <summary><c>completeUpload</c> makes the file.</summary>
    Held,

    /// <summary>It is one of the parts of a final one.</summary>
    Partial,

    /// <summary>It was made of partial ones.</summary>
    Final,
}

/// <summary>A row of <c>jim.uploads</c>.</summary>
/// <param name="Size">Bytes that it will have.</param>
/// <param name="Received">Bytes that are flushed to the spool; of a whole one all of them only with its file.</param>
/// <param name="FileId">The file that it became; null: it has not ended.</param>
public sealed record UploadRow(
    Guid Id, long Size, long Received, UploadKind Kind, UploadMetadata Metadata, Guid? FileId, DateTimeOffset ExpiresAt)
{
    /// <summary>Lower case hex; null: the client names none.</summary>
    public byte[]? Sha256 { get; init; }

    /// <summary>Of a final one: the partial ones.</summary>
    public ImmutableArray<Guid> Parts { get; init; } = [];

    /// <summary>Who claimed it later has a higher one.</summary>
    public long Fence { get; init; }

    public bool IsExpired { get; init; }

    /// <summary>The name of its bytes in the spool. Not the id, which a client may choose, and choose again.</summary>
    public string SpoolKey { get; init; } = string.Empty;
}
