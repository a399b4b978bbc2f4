using Jim.Platform.Files.Copies;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>Reads files as they should be in a mirror.</summary>
internal sealed class MirrorFiles(NpgsqlDataSource dataSource)
{
    private const string VersionColumns = """
        v.id, v.number, v.object_key, v.size_bytes, v.sha256, v.created_at, v.spool_key,
          array(select r.target from jim.replicas r where r.version_id = v.id and r.state = 'ok')
        """;

    /// <summary>As far up as a hundred folders: a circle that is older than the rule against them has no end.</summary>
    private const string FilesSql = $"""
        select {VersionColumns}, f.id, array[b.id] || p.ids || f.id, array[b.name] || p.names || normalize(f.name, NFC)
        from jim.files f
        join jim.buckets b on b.id = f.bucket_id
        left join jim.file_versions v on v.id = f.current_version and v.state = 'stored'
        cross join lateral (
          with recursive up (id, parent_id, name, depth) as (
            select o.id, o.parent_id, o.name, 1 from jim.folders o where o.id = f.folder_id
            union all
            select o.id, o.parent_id, o.name, depth + 1 from up join jim.folders o on o.id = up.parent_id where depth < 100)
          select array_agg(up.id order by depth desc) as ids, array_agg(normalize(up.name, NFC) order by depth desc) as names from up) p
        where f.id = any ($1) and f.deleted_at is null and f.state not in ('quarantined', 'rejected')
        """;

    private const string VersionsSql =
        $"select {VersionColumns} from jim.file_versions v where v.file_id = $1 and v.state = 'stored' order by v.number";

    private const string IsVersionSql = "select exists (select from jim.file_versions where file_id = $1 and sha256 = $2)";

    /// <summary>The files that a mirror should show, of those that are named.</summary>
    public async Task<List<MirrorFile>> FindAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var found = new List<MirrorFile>();
        await using var command = dataSource.CreateCommand(FilesSql, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var parts = reader.GetFieldValue<string[]>(10).Zip(reader.GetFieldValue<Guid[]>(9));
            found.Add(new MirrorFile(reader.GetGuid(8), [.. parts], reader.IsDBNull(0) ? null : ReadVersion(reader)));
        }

        return found;
    }

    /// <summary>The stored versions of a file, the oldest first.</summary>
    public async Task<List<MirrorVersion>> FindVersionsAsync(Guid fileId, CancellationToken cancellationToken)
    {
        var found = new List<MirrorVersion>();
        await using var command = dataSource.CreateCommand(VersionsSql, fileId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(ReadVersion(reader));
        }

        return found;
    }

    /// <summary>Whether some version of the file has these bytes.</summary>
    public async Task<bool> IsVersionAsync(Guid fileId, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(IsVersionSql, fileId, sha256);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static MirrorVersion ReadVersion(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetInt32(1),
        new StoredBytes(reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4), ContentTypes.Binary),
        reader.GetDateTime(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<string[]>(7));
}
