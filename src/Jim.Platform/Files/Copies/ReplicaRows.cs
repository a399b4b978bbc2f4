using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// The rows of <c>jim.replicas</c> as the queues of the targets: one that is missing, suspect or deleting waits for a worker, which holds it
/// by a lease and writes only while it has the newest fence.
/// </summary>
internal sealed class ReplicaRows(NpgsqlDataSource dataSource, TimeSpan lease)
{
    private const string ClaimSql = """
        with due as (
          select version_id, target from jim.replicas
          where target = $1 and state in ('missing', 'suspect', 'deleting')
            and (not_before is null or not_before <= now()) and (lease_until is null or lease_until <= now())
          order by created_at limit $2 for no key update skip locked
        ), claimed as (
          update jim.replicas r set fence = fence + 1, attempt = attempt + 1, lease_until = now() + $3 from due
          where (r.version_id, r.target) = (due.version_id, due.target)
          returning r.version_id, r.target, r.state, r.attempt, r.fence
        )
        select c.version_id, c.target, c.state, v.object_key, v.size_bytes, v.sha256, v.mime_declared, v.mime_sniffed, v.spool_key,
          array(select o.target from jim.replicas o where o.version_id = c.version_id and o.target <> c.target and o.state = 'ok'),
          c.attempt, c.fence
        from claimed c join jim.file_versions v on v.id = c.version_id
        """;

    private const string RenewSql =
        "update jim.replicas set lease_until = now() + $4 where version_id = $1 and target = $2 and fence = $3";

    private const string KeptSql = """
        update jim.replicas set state = 'ok', etag = $4, verified_at = now(), error = null, attempt = 0, not_before = null, lease_until = null
        where version_id = $1 and target = $2 and fence = $3 and state in ('missing', 'suspect')
        """;

    private const string WaitingSql =
        "select target from jim.replicas where version_id = $1 and target <> $2 and state in ('missing', 'suspect')";

    private const string GoneSql = """
        update jim.replicas set state = 'gone', error = null, attempt = 0, not_before = null, lease_until = null
        where version_id = $1 and target = $2 and fence = $3 and state = 'deleting'
        """;

    private const string LaterSql = """
        update jim.replicas set error = $4, not_before = now() + $5, lease_until = null
        where version_id = $1 and target = $2 and fence = $3
        """;

    /// <summary>Up to <paramref name="most"/> copies that wait for the target, the oldest first.</summary>
    public async Task<List<WaitingCopy>> ClaimAsync(string target, int most, CancellationToken cancellationToken)
    {
        var claimed = new List<WaitingCopy>();
        await using var command = dataSource.CreateCommand(ClaimSql, target, most, lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var declared = reader.IsDBNull(6) ? null : reader.GetString(6);
            claimed.Add(new WaitingCopy(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2),
                new StoredBytes(
                    reader.GetString(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5),
                    ContentTypes.Effective(reader.IsDBNull(7) ? ContentTypes.Binary : reader.GetString(7), declared)),
                reader.IsDBNull(8) ? null : reader.GetString(8), reader.GetFieldValue<string[]>(9), reader.GetInt32(10),
                reader.GetInt64(11)));
        }

        return claimed;
    }

    /// <summary>False: another worker has it now.</summary>
    public Task<bool> RenewAsync(WaitingCopy copy, CancellationToken cancellationToken) =>
        UpdateAsync(RenewSql, [copy.VersionId, copy.Target, copy.Fence, lease], cancellationToken);

    /// <summary>The copy is there and proven. Gives the targets that still wait for one; null: another worker has this one now.</summary>
    public async Task<List<string>?> KeptAsync(WaitingCopy copy, string? etag)
    {
        if (!await UpdateAsync(KeptSql, [copy.VersionId, copy.Target, copy.Fence, etag], CancellationToken.None))
        {
            return null;
        }

        // After the commit: of copies that end at the same moment, the last to look sees that none waits.
        await using var command = dataSource.CreateCommand(WaitingSql, copy.VersionId, copy.Target);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var waiting = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            waiting.Add(reader.GetString(0));
        }

        return waiting;
    }

    public Task GoneAsync(WaitingCopy copy) => UpdateAsync(GoneSql, [copy.VersionId, copy.Target, copy.Fence], CancellationToken.None);

    /// <param name="why">Without keys and secrets.</param>
    public Task PostponeAsync(WaitingCopy copy, string why, TimeSpan delay) =>
        UpdateAsync(LaterSql, [copy.VersionId, copy.Target, copy.Fence, why, delay], CancellationToken.None);

    private async Task<bool> UpdateAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
