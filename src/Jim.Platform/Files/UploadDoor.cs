using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Looks before a byte is read, under the caller's rights, whether the upload's bucket, folder, document and file are there for them, and
/// what the bucket
/// takes. The rights themselves are checked again by the inserting transaction.
/// </summary>
internal sealed class UploadDoor(NpgsqlDataSource dataSource, FilesOptions options)
{
    private const string BucketByName = "select id, name, size_max, mime_allow from jim.buckets where name = $1";

    private const string BucketOfFile = """
        select b.id, b.name, b.size_max, b.mime_allow from jim.files f join jim.buckets b on b.id = f.bucket_id
        where f.id = $1 and f.deleted_at is null
        """;

    private const string Folder =
        "select from jim.folders o join jim.buckets b on b.id = o.bucket_id where o.id = $1 and b.name = $2 and o.deleted_at is null";

    private const string Document = "select from public.documents where id = $1 and deleted_at is null";

    /// <exception cref="GraphQL.GraphQLException">JIM_FILE_FORBIDDEN, JIM_BUCKET_NOT_FOUND, JIM_FILE_TARGET_NOT_FOUND.</exception>
    public async Task<UploadRoom> AdmitAsync(UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId is null)
        {
            throw FileErrors.Forbidden("upload files");
        }

        var bucket = target.BucketName ?? options.DefaultBucket;
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(caller));
        Add(batch, target.FileId is { } file ? (BucketOfFile, [file]) : (BucketByName, [bucket]));
        Add(batch, target is { FileId: null, FolderId: { } folder } ? (Folder, [folder, bucket]) : null);
        Add(batch, target is { FileId: null, DocumentId: { } document } ? (Document, [document]) : null);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var room = await reader.ReadAsync(cancellationToken)
            ? new UploadRoom(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? long.MaxValue : reader.GetInt64(2),
                reader.IsDBNull(3) ? [] : reader.GetFieldValue<string[]>(3))
            : throw (target.FileId is null ? FileErrors.Bucket() : FileErrors.Target("id"));
        await FindAsync(reader, target is { FileId: null, FolderId: not null }, "folderId", cancellationToken);
        await FindAsync(reader, target is { FileId: null, DocumentId: not null }, "documentId", cancellationToken);
        return room;
    }

    private static void Add(NpgsqlBatch batch, (string Sql, object[] Values)? statement)
    {
        if (statement is var (sql, values))
        {
            batch.BatchCommands.Add(Sql.Command(sql, values));
        }
    }

    private static async Task FindAsync(NpgsqlDataReader reader, bool asked, string field, CancellationToken cancellationToken)
    {
        if (asked && !(await reader.NextResultAsync(cancellationToken) && await reader.ReadAsync(cancellationToken)))
        {
            throw FileErrors.Target(field);
        }
    }
}
