using Npgsql;

namespace Jim.Platform.Files;

/// <summary>What Postgres refused, in the words of the client's input. Anything unexpected stays what it was.</summary>
internal static class UploadRefusals
{
    public static Exception Of(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => FileErrors.Forbidden("add files there"),
        PostgresErrorCodes.ForeignKeyViolation => FileErrors.Target(FieldOf(e)),
        _ => e,
    };

    private static string FieldOf(PostgresException e) => e.ConstraintName switch
    {
        "files_folder_id_fkey" => "folderId",
        "files_bucket_id_fkey" => "bucketName",
        _ => "documentId",
    };
}
