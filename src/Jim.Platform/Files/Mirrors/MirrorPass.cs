using Jim.Platform.Files.Stores;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>
/// Compares all of a mirror with the files, and lets wait in its queue what differs: also what was changed in the folder by others, or what
/// no event has told.
/// </summary>
internal sealed class MirrorPass(NpgsqlDataSource dataSource, MirrorFiles files)
{
    private const string FillSql = """
        with batch as (
          select id, deleted_at from jim.files where $2::uuid is null or id > $2 order by id limit $3
        ), added as (
          insert into jim.mirrors (target, file_id) select $1, id from batch where deleted_at is null on conflict do nothing
        )
        select id from batch order by id desc limit 1
        """;

    private const string ReadSql = """
        select id, file_id, state, path, stands, version_id from jim.mirrors
        where target = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """;

    /// <summary>Locks in the order in which <c>jim.mirror_files</c> does, so that neither waits for the other in a circle.</summary>
    private const string MarkSql = """
        with held as (
          select id from jim.mirrors where id = any ($1) and state not in ('waiting', 'going') order by file_id for no key update)
        update jim.mirrors m set state = 'waiting', changes = changes + 1, changed_at = now(), error = null, not_before = null,
          version_id = case when m.id = any ($2) then null else version_id end
        from held where m.id = held.id
        """;

    private const string EndSql = "update jim.targets set compared_at = now() where name = $1";

    /// <summary>What is gone for good is forgotten once the brake does not count it any more.</summary>
    private const string ForgetSql = """
        delete from jim.mirrors
        where target = $1 and file_id is null and state = 'gone' and coalesce(at, changed_at) < now() - interval '1 day'
        """;

    private const int BatchSize = 500;

    /// <param name="isReading">True: the bytes of every file are read and compared too.</param>
    /// <param name="onRow">Told what was found of each file that should stand there or does; null: it is right.</param>
    public async Task RunAsync(
        MirrorTarget mirror, bool isReading, Action<string, MirrorFault?> onRow, CancellationToken cancellationToken)
    {
        await mirror.CheckAsync(cancellationToken);
        await FillAsync(mirror.Target, cancellationToken);
        Guid? last = null;
        while (await ReadAsync(mirror.Target, last, cancellationToken) is { Count: > 0 } rows)
        {
            var wanted = (await files.FindAsync([.. rows.Where(r => r.FileId is not null).Select(r => r.FileId!.Value)], cancellationToken))
                .ToDictionary(f => f.Id);
            var (look, bring) = (new List<Guid>(), new List<Guid>());
            foreach (var row in rows)
            {
                var file = row.FileId is { } id ? wanted.GetValueOrDefault(id) : null;
                if (file is null ? row.Stands is null || row.State == "kept" : file.Version is null)
                {
                    continue;
                }

                var fault = await CompareAsync(mirror, row, file, isReading, cancellationToken);
                onRow(row.Stands ?? row.Path ?? new MirrorPath(file!.Parts).Text, fault);
                if (fault is not null || row.Path != new MirrorPath(file!.Parts).Text)
                {
                    look.Add(row.Id); // another name may be free by now
                }

                if (fault is MirrorFault.Differs)
                {
                    bring.Add(row.Id);
                }
            }

            if (look.Count > 0)
            {
                await ExecuteAsync(MarkSql, [look.ToArray(), bring.ToArray()], cancellationToken);
            }

            last = rows[^1].Id;
        }

        await ExecuteAsync(EndSql, [mirror.Target], cancellationToken);
        await ExecuteAsync(ForgetSql, [mirror.Target], cancellationToken);
    }

    /// <summary>Null: the mirror is right there.</summary>
    private static async Task<MirrorFault?> CompareAsync(
        MirrorTarget mirror, Compared row, MirrorFile? file, bool isReading, CancellationToken cancellationToken)
    {
        if (file is not { Version: { } version })
        {
            return MirrorFault.Left;
        }

        try
        {
            if (row.Stands is not { } stands || (await mirror.FindAsync(stands, cancellationToken)).Length is not { } length)
            {
                return MirrorFault.Missing;
            }

            return row.VersionId != version.Id || length != version.Bytes.Size
                || (isReading && !await HoldsAsync(mirror, stands, version, cancellationToken)) ? MirrorFault.Differs : null;
        }
        catch (ObjectStoreException e) when (!e.IsTransient)
        {
            return MirrorFault.Refused; // as in a folder that a person has closed: the worker tells why in the file's row
        }
    }

    private static async Task<bool> HoldsAsync(MirrorTarget mirror, string path, MirrorVersion version, CancellationToken cancellationToken)
    {
        try
        {
            return (await mirror.HashAsync(path, cancellationToken)).AsSpan().SequenceEqual(version.Bytes.Sha256);
        }
        catch (ObjectStoreException e) when (!e.IsTransient)
        {
            return false;
        }
    }

    private async Task FillAsync(string target, CancellationToken cancellationToken)
    {
        Guid? last = null;
        do
        {
            await using var command = dataSource.CreateCommand(FillSql, target, last, BatchSize);
            last = await command.ExecuteScalarAsync(cancellationToken) as Guid?;
        }
        while (last is not null);
    }

    private async Task<List<Compared>> ReadAsync(string target, Guid? after, CancellationToken cancellationToken)
    {
        var found = new List<Compared>();
        await using var command = dataSource.CreateCommand(ReadSql, target, after, BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new Compared(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5)));
        }

        return found;
    }

    private Task ExecuteAsync(string sql, object?[] values, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync([Statements.BuildCommand(sql, values)], cancellationToken);

    private sealed record Compared(Guid Id, Guid? FileId, string State, string? Path, string? Stands, Guid? VersionId);
}

/// <summary>What a mirror has wrong of a file.</summary>
public enum MirrorFault
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Other bytes are there.</summary>
    Differs,

    /// <summary>It should not be there any more.</summary>
    Left,

    /// <summary>The folder does not tell.</summary>
    Refused,
}
