using Jim.Platform.Files.Copies;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>Opens files for reading. Whoever may see a file's row may read its bytes, once they are stored.</summary>
public sealed class FileDownloads(NpgsqlDataSource dataSource, FileTargets targets, FileProofs proofs)
{
    private const string FileSql = "select name, state::text from jim.files where id = $1 and deleted_at is null";

    private const string VersionSql = """
        select v.id, v.object_key, v.size_bytes, v.sha256, v.mime_declared, v.mime_sniffed, v.state, v.updated_at,
          array(select r.target from jim.replicas r where r.version_id = v.id and r.state = 'ok'),
          array(select r.target from jim.replicas r where r.version_id = v.id and r.state = 'suspect'),
          v.blocks_sha256 is not null
        from jim.files f join jim.file_versions v on v.file_id = f.id and v.id = coalesce($2::uuid, f.current_version)
        where f.id = $1
        """;

    /// <summary>Opens a file with the caller's rights. Null: the caller sees no such file, or the file has no such version.</summary>
    /// <param name="versionId">Null: the current version.</param>
    /// <exception cref="GraphQLException">JIM_FILE_NOT_READY (with a retry hint), JIM_FILE_FAILED.</exception>
    public async Task<FileContent?> OpenAsync(Guid fileId, Guid? versionId, Caller caller)
    {
        try
        {
            return await OpenAsync(Claims.Command(caller), fileId, versionId, asAttachment: false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A role without any grant on files (anonymous) sees as little as one without a row.
            return null;
        }
    }

    /// <summary>Opens the file of a link that <see cref="FileLinks.Verify"/> accepted. Null: the file was deleted since.</summary>
    public Task<FileContent?> OpenAsync(FileLink link) =>
        OpenAsync(Claims.LeaveRole(), link.FileId, link.VersionId, link.AsAttachment);

    private async Task<FileContent?> OpenAsync(
        NpgsqlBatchCommand rights, Guid fileId, Guid? versionId, bool asAttachment)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(rights);
        batch.BatchCommands.Add(FileCommands.Build(FileSql, fileId));
        batch.BatchCommands.Add(Claims.LeaveRole());
        batch.BatchCommands.Add(FileCommands.Build(VersionSql, fileId, versionId));
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        if (!await reader.ReadAsync(CancellationToken.None))
        {
            return null;
        }

        var (name, state) = (reader.GetString(0), reader.GetString(1));
        await reader.NextResultAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        if (await reader.ReadAsync(CancellationToken.None))
        {
            return Content(reader, fileId, name, asAttachment, versionId is not null);
        }

        return versionId is null ? throw NotServed(state) : null;
    }

    private FileContent Content(NpgsqlDataReader reader, Guid fileId, string name, bool asAttachment, bool isVersioned)
    {
        if (reader.GetString(6) is var state and not "stored")
        {
            throw NotServed(state);
        }

        var suspects = targets.Among(reader.GetFieldValue<string[]>(9));
        var type = ContentTypes.Effective(reader.GetString(5), reader.IsDBNull(4) ? null : reader.GetString(4));
        return new FileContent(
            fileId, reader.GetGuid(0), name, type, reader.GetInt64(2), reader.GetFieldValue<byte[]>(3),
            reader.GetFieldValue<DateTimeOffset>(7), asAttachment || ContentTypes.IsActive(type), isVersioned)
        {
            ObjectKey = reader.GetString(1),
            Copies = [.. targets.Among(reader.GetFieldValue<string[]>(8)), .. suspects],
            Suspects = suspects.Count,
            HasBlocks = reader.GetBoolean(10),
            Proofs = proofs,
        };
    }

    private static GraphQLException NotServed(string state) =>
        state is "receiving" or "staged" or "storing" ? FileErrors.NotReady(state) : FileErrors.Failed(state);
}
