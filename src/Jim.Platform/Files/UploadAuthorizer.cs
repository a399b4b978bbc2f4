using System.Diagnostics;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Asks before a byte is read, under the caller's rights, whether the bucket, folder, rows or file that an upload names are there for them,
/// and what the bucket allows. The transaction that stages the upload checks the rights again.
/// </summary>
internal sealed class UploadAuthorizer(NpgsqlDataSource dataSource, FilesOptions options)
{
    private const string BucketByName = "select id, name, size_max, mime_allow from jim.buckets where name = $1";

    private const string BucketOfFile = """
        select b.id, b.name, b.size_max, b.mime_allow from jim.files f join jim.buckets b on b.id = f.bucket_id
        where f.id = $1 and f.deleted_at is null
        """;

    private const string Folder =
        "select from jim.folders o join jim.buckets b on b.id = o.bucket_id where o.id = $1 and b.name = $2 and o.deleted_at is null";

    /// <param name="within">The connection of a transaction whose rows count too; null: a connection of its own.</param>
    /// <exception cref="GraphQLException">JIM_FILE_FORBIDDEN, JIM_BUCKET_NOT_FOUND, JIM_FILE_TARGET_NOT_FOUND.</exception>
    public async Task<BucketPolicy> AuthorizeAsync(UploadTarget target, Caller caller, NpgsqlConnection? within)
    {
        // A subject that is no key of users could own nothing. Whoever sends no token may upload where grants and policies of
        // jim_anonymous let it: by default there are none.
        if (caller is { UserId: null, Subject: not null })
        {
            throw FileErrors.Forbidden("upload files");
        }

        var (bucket, rows) = Questions(target);
        await using var batch = within?.CreateBatch() ?? dataSource.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(caller));
        batch.BatchCommands.Add(bucket);
        foreach (var (_, select) in rows)
        {
            batch.BatchCommands.Add(select);
        }

        await using var reader = await OpenAsync(batch);
        var policy = await reader.ReadAsync(CancellationToken.None)
            ? new BucketPolicy(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? long.MaxValue : reader.GetInt64(2),
                reader.IsDBNull(3) ? [] : reader.GetFieldValue<string[]>(3))
            : throw (target is UploadTarget.NewVersion ? FileErrors.Target("id") : FileErrors.Bucket());
        foreach (var (member, _) in rows)
        {
            if (!await FoundAsync(reader))
            {
                throw FileErrors.Target(member);
            }
        }

        return policy;
    }

    /// <summary>At the row of the bucket.</summary>
    private static async Task<NpgsqlDataReader> OpenAsync(NpgsqlBatch batch)
    {
        NpgsqlDataReader? reader = null;
        try
        {
            reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            return reader;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await (reader?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw FileErrors.Forbidden("upload files");
        }
    }

    /// <summary>
    /// The statement that finds the bucket, and for each row that the input names its member and the statement that finds it.
    /// </summary>
    private (NpgsqlBatchCommand Bucket, List<(string Member, NpgsqlBatchCommand Select)> Rows) Questions(UploadTarget target)
    {
        switch (target)
        {
            case UploadTarget.NewVersion version:
                return (FileCommands.Build(BucketOfFile, version.FileId), []);
            case UploadTarget.NewFile file:
                var bucket = file.BucketName ?? options.DefaultBucket;
                var rows = file.Attachments.Select(a => (a.Column.InputName, FileCommands.Build(a.Column.SelectRow, a.Parameter))).ToList();
                if (file.FolderId is { } folder)
                {
                    rows.Insert(0, ("folderId", FileCommands.Build(Folder, folder, bucket)));
                }

                return (FileCommands.Build(BucketByName, bucket), rows);
            default:
                throw new UnreachableException($"An upload becomes {target.GetType().Name}.");
        }
    }

    /// <summary>
    /// False also where the caller may not read the table at all: what cannot be seen is not there. Nor is there anything under a text that
    /// is none of the key's type.
    /// </summary>
    private static async Task<bool> FoundAsync(NpgsqlDataReader reader)
    {
        try
        {
            return await reader.NextResultAsync(CancellationToken.None) && await reader.ReadAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege || IsOfValue(e))
        {
            return false;
        }
    }

    /// <summary>Postgres' class "data exception".</summary>
    private static bool IsOfValue(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal);
}
