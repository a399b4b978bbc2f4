namespace Jim.Platform.Files;

/// <summary>Where an upload goes.</summary>
/// <param name="BucketName">Null: the default bucket.</param>
/// <param name="FolderId">A folder of that bucket.</param>
/// <param name="DocumentId">Who may see the document may see the file.</param>
/// <param name="FileId">A file that gets a new version; bucket, folder, document and name stay as they are. Null: a new file.</param>
/// <param name="IfVersion">With <paramref name="FileId"/>: refused when the file's <c>version</c> is another one by now.</param>
public sealed record UploadTarget(
    string? BucketName = null, Guid? FolderId = null, Guid? DocumentId = null, Guid? FileId = null, long? IfVersion = null);
