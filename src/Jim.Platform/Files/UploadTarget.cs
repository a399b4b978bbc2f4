namespace Jim.Platform.Files;

/// <summary>What an upload becomes: a file of its own, or a new version of one.</summary>
public abstract record UploadTarget
{
    private UploadTarget()
    {
    }

    /// <param name="BucketName">Null: the default bucket.</param>
    /// <param name="FolderId">A folder of that bucket; null: none.</param>
    public sealed record NewFile(string? BucketName = null, Guid? FolderId = null) : UploadTarget
    {
        /// <summary>Rows of other tables that the file belongs to.</summary>
        public ImmutableArray<Attachment> Attachments { get; init; } = [];
    }

    /// <summary>Bucket, folder, rows and name of the file stay as they are.</summary>
    /// <param name="IfVersion">The upload is refused when the file's <c>version</c> is another one by now; null: any is right.</param>
    public sealed record NewVersion(Guid FileId, long? IfVersion = null) : UploadTarget;
}
