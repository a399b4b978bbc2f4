using Jim.Platform.Files.Copies;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>The state machine of <c>jim.file_versions</c> as the worker drives it: staged, storing, stored or failed.</summary>
internal sealed class VersionRows(NpgsqlDataSource dataSource)
{
    /// <summary>The version's fence is that of its job; a worker whose job was claimed by another one holds a smaller number.</summary>
    private const string ClaimSql = """
        update jim.file_versions v set state = 'storing', fence = $2, attempt = attempt + 1, updated_at = now(),
          lease_until = (select j.lease_until from jim.jobs j where j.id = $3)
        where id = $1 and state in ('staged', 'storing') and fence <= $2
        returning file_id, number, object_key, size_bytes, sha256, mime_declared, mime_sniffed, spool_key,
          array(select r.target from jim.replicas r where r.version_id = v.id and r.state = 'ok')
        """;

    private const string CopySql = """
        insert into jim.replicas (version_id, target, state, etag, verified_at, error) values ($1, $2, 'ok', $3, now(), null)
        on conflict (version_id, target) do update set state = 'ok', etag = excluded.etag, verified_at = now(), error = null
        """;

    private const string MissingSql = "insert into jim.replicas (version_id, target) values ($1, $2) on conflict do nothing";

    private const string VersionStoredSql = """
        update jim.file_versions set state = 'stored', lease_until = null, not_before = null, updated_at = now()
        where id = $1 and fence = $2 and state = 'storing'
        """;

    /// <summary>
    /// A statement of its own, before those that decide: a statement that waits for a row's lock goes on with the row as it is then, but
    /// its sub-selects still see other tables as they were before the wait (Postgres' READ COMMITTED). Statements after this one see what
    /// the lock's last holder committed.
    /// </summary>
    private const string LockFileSql = "select from jim.files where id = $1 for update";

    /// <summary>A version that was overtaken by a newer one while it was stored does not become the current one.</summary>
    private const string FileStoredSql = """
        update jim.files f set current_version = $2, mime_type = $3, size_bytes = $4, sha256 = $5,
          state = case when f.deleted_at is null then 'stored' else f.state end
        where f.id = $1 and not exists (
          select from jim.file_versions c where c.id = f.current_version and c.number > $6 and c.state = 'stored')
        """;

    private const string VersionFailedSql = """
        update jim.file_versions set state = 'failed', lease_until = null, updated_at = now()
        where id = $1 and state in ('staged', 'storing')
        """;

    /// <summary>Marks a file failed whose only version failed. A file with an older stored version goes on serving that.</summary>
    private const string FileFailedSql =
        "update jim.files set state = 'failed' where id = $1 and current_version = $2 and state in ('receiving', 'staged')";

    /// <summary>Claims the version for a job. Null: there is nothing to store, because it was stored, has failed or was deleted.</summary>
    public async Task<StoringVersion?> ClaimAsync(Guid versionId, JobRow job, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(FileCommands.Build(ClaimSql, versionId, job.Fence, job.Id));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoringVersion(
                versionId, reader.GetGuid(0), reader.GetInt32(1),
                new StoredBytes(
                    reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4),
                    ContentTypes.Effective(reader.GetString(6), reader.IsDBNull(5) ? null : reader.GetString(5))),
                reader.GetString(7), job.Fence, reader.GetFieldValue<string[]>(8))
            : null;
    }

    /// <summary>Writes the copies, the version, the file and its event, and ends the job, in one transaction.</summary>
    public Task StoredAsync(
        JobRow job, StoringVersion version, IEnumerable<VerifiedCopy> copies, IEnumerable<string> missing,
        CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            [
                FileCommands.Build(LockFileSql, version.FileId),
                .. copies.Select(c => FileCommands.Build(CopySql, version.Id, c.Target, c.ETag)),
                .. missing.Select(t => FileCommands.Build(MissingSql, version.Id, t)),
                FileCommands.Build(VersionStoredSql, version.Id, version.Fence),
                FileCommands.Build(
                    FileStoredSql, version.FileId, version.Id, version.Bytes.MimeType, version.Bytes.Size,
                    Convert.ToHexStringLower(version.Bytes.Sha256), version.Number),
                FileEvents.Command(FileEvents.Stored, version.FileId, version.Id),
                .. JobCommit.Commands(job.Id, job.Fence, null),
            ],
            cancellationToken);

    /// <summary>Keeps copies of a version that is not stored yet, because too few targets have it.</summary>
    public async Task KeepAsync(StoringVersion version, IReadOnlyCollection<VerifiedCopy> copies)
    {
        if (copies.Count > 0)
        {
            await dataSource.ExecuteAsync(
                copies.Select(c => FileCommands.Build(CopySql, version.Id, c.Target, c.ETag)), CancellationToken.None);
        }
    }

    /// <summary>The statements that mark the version failed, for the transaction that gives up its job.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Failed(Guid versionId, Guid fileId) =>
    [
        FileCommands.Build(VersionFailedSql, versionId),
        FileCommands.Build(FileFailedSql, fileId, versionId),
        FileEvents.Command(FileEvents.Failed, fileId, versionId),
    ];
}
