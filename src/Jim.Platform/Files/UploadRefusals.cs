using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Translates what Postgres refused into an error that names the member of the client's input, or has the code that such a failure has in
/// every statement.
/// </summary>
internal static class UploadRefusals
{
    public static Exception Translate(PostgresException e, UploadTarget target, bool tellRaised) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege when PostgresFailure.FindRaisedMessage(e, tellRaised) is { } message =>
            FileErrors.Refused(message),
        PostgresErrorCodes.InsufficientPrivilege => FileErrors.Forbidden("add files there"),

        // A version without its file: a trigger of jim.files has taken the file's row.
        PostgresErrorCodes.ForeignKeyViolation when e.ConstraintName == "file_versions_file_id_fkey" =>
            new GraphQLException(RunErrors.Skipped()),
        PostgresErrorCodes.ForeignKeyViolation => FileErrors.Target(FindMember(e, target)),
        _ => PostgresFailure.ToException(e, CancellationToken.None, tellRaised),
    };

    private static string FindMember(PostgresException e, UploadTarget target) => e.ConstraintName switch
    {
        "files_folder_id_fkey" => "folderId",
        "files_bucket_id_fkey" => "bucketName",
        var name => (target as UploadTarget.NewFile)?.Attachments.Select(a => a.Column).FirstOrDefault(c => c.Constraint == name)?.InputName
            ?? "id",
    };
}
