using System.Text.Json;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Files;

/// <summary>
/// The statements that make a spooled file a version with its job. The file's row and the job are written under the caller's rights; the
/// version's row belongs to the platform, so the transaction leaves the caller's role before it.
/// </summary>
internal static class StageCommands
{
    /// <summary>The name in Unicode form C, so that one name has one spelling.</summary>
    private static string InsertFile(string furtherColumns, string furtherParameters, string? condition) => $"""
        insert into jim.files (id, bucket_id, folder_id, name, mime_type, size_bytes, sha256, state, current_version{furtherColumns})
        select $1, $2, $3, normalize($4, NFC), $5, $6, $7, 'staged', $8{furtherParameters} where {condition ?? "true"}
        """;

    /// <summary>
    /// A file that is stored keeps what it serves until the new version is stored too; its <c>version</c> rises either way (ifVersion).
    /// </summary>
    private const string TouchFile = """
        update jim.files set
          state = case state when 'stored' then state else 'staged' end,
          mime_type = case state when 'stored' then mime_type else $3 end,
          size_bytes = case state when 'stored' then size_bytes else $4 end,
          sha256 = case state when 'stored' then sha256 else $5 end,
          current_version = case state when 'stored' then current_version else $2 end
        where id = $1
        """;

    private const string InsertVersion = """
        insert into jim.file_versions
          (id, file_id, number, object_key, size_bytes, sha256, crc32c, mime_declared, mime_sniffed, state, spool_key,
            blocks_sha256)
        select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, 'staged', $9, $10 from jim.file_versions where file_id = $2
        """;

    /// <param name="condition">SQL that must be true for the row to be written; null: nothing.</param>
    public static NpgsqlBatchCommand FileRow(
        StagedFile file, BucketPolicy bucket, UploadTarget.NewFile target, string? condition = null)
    {
        object?[] values =
            [file.FileId, bucket.BucketId, target.FolderId, file.Name, file.MimeType, file.SizeBytes, file.Sha256, file.VersionId];
        var columns = string.Concat(target.Attachments.Select(a => $", {a.Column.Name}"));
        var parameters = string.Concat(target.Attachments.Select((a, i) => $", ${values.Length + i + 1}{a.Column.Cast}"));
        return FileCommands.Build(InsertFile(columns, parameters, condition), [.. values, .. target.Attachments.Select(a => a.Parameter)]);
    }

    public static NpgsqlBatchCommand Touch(StagedFile file) =>
        FileCommands.Build(TouchFile, file.FileId, file.VersionId, file.MimeType, file.SizeBytes, file.Sha256);

    public static NpgsqlBatchCommand Job(StagedFile file, JobPriority priority) => FileCommands.Build(
        "select jim.enqueue($1, $2, $3, $4, null)",
        file.JobId,
        JobQueue.FileStoreKind,
        priority.ToString().ToLowerInvariant(),
        new FileCommands.JsonbParameter(
            JsonSerializer.Serialize(new FileStorePayload(file.VersionId, file.FileId), JsonSerializerOptions.Web)));

    public static NpgsqlBatchCommand Version(StagedFile file, BucketPolicy bucket, ReceivedFile received) => FileCommands.Build(
        InsertVersion,
        file.VersionId,
        file.FileId,
        ObjectKeys.ForVersion(bucket.BucketName, file.FileId, file.VersionId),
        received.Spooled.Size,
        received.Spooled.Sha256,
        (long)received.Spooled.Crc32C,
        received.DeclaredType?.Length > 255 ? received.DeclaredType[..255] : received.DeclaredType,
        received.Spooled.SniffedType,
        received.Spooled.Key,
        received.Spooled.BlocksSha256);
}
