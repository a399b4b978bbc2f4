using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>
/// The rows of <c>jim.mirrors</c> as the queue of a mirror: one that is waiting or going is held by a worker by a lease, who writes only while
/// it has the newest fence.
/// </summary>
internal sealed class MirrorRows(NpgsqlDataSource dataSource, TimeSpan lease)
{
    private const string ClaimSql = """
        with due as (
          select id from jim.mirrors
          where target = $1 and state = $2 and (not_before is null or not_before <= now()) and (lease_until is null or lease_until <= now())
          order by changed_at limit $3 for no key update skip locked)
        update jim.mirrors m set fence = fence + 1, attempt = attempt + 1, lease_until = now() + $4 from due where m.id = due.id
        returning m.id, m.file_id, $2, m.path, m.stands, m.version_id, m.changes, m.attempt, m.fence
        """;

    private const string RenewSql = "update jim.mirrors set lease_until = now() + $3 where id = $1 and fence = $2";

    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('jim mirror ' || $1, 0))";

    /// <summary>
    /// Takes the path unless a part of it is in use: the file's by another file or by a folder with files in it, a folder's by a file. Gives
    /// those parts. After the lock, and as a statement of its own, so that it sees what the lock's last holder has taken.
    /// </summary>
    private const string TakeSql = """
        with part (key, i) as (
          select normalize(k, NFC), i from unnest($4::text[]) with ordinality u (k, i)
        ), used (i) as (
          select i::int - 1 from part
          where exists (
              select from jim.mirrors o where o.target = $5 and o.id <> $1 and (o.path_key = part.key or o.stands_key = part.key))
            or (i = cardinality($4) and exists (
              select from jim.mirrors o where o.target = $5 and o.id <> $1 and o.path_key > part.key || '/' and o.path_key < part.key || '0'))
            or (i = cardinality($4) and exists (
              select from jim.mirrors o where o.target = $5 and o.id <> $1 and o.stands_key > part.key || '/' and o.stands_key < part.key || '0'))
        ), took as (
          update jim.mirrors set path = $3, path_key = (select key from part where i = cardinality($4))
          where id = $1 and fence = $2 and not exists (select from used) returning id
        )
        select array(select i from used), exists (select from took)
        """;

    private const string StandsSql =
        "update jim.mirrors set stands = path, stands_key = path_key, version_id = $3, at = now() where id = $1 and fence = $2";

    private const string LostSql =
        "update jim.mirrors set stands = null, stands_key = null, version_id = null where id = $1 and fence = $2";

    /// <summary>The file may have changed meanwhile: then it is looked at again.</summary>
    private const string EndSql = """
        update jim.mirrors set state = case when changes = $3 then $4 else 'waiting' end,
          error = null, attempt = 0, not_before = null, lease_until = null
        where id = $1 and fence = $2
        """;

    /// <summary>The brake counts what went by when it did: what was not there does not go now.</summary>
    private const string RemovedSql = """
        update jim.mirrors set state = case when changes = $3 then 'gone' else 'waiting' end,
          at = case when stands is null then at else now() end,
          path = null, path_key = null, stands = null, stands_key = null, version_id = null,
          error = null, attempt = 0, not_before = null, lease_until = null
        where id = $1 and fence = $2
        """;

    private const string LaterSql =
        "update jim.mirrors set error = $3, not_before = now() + $4, lease_until = null where id = $1 and fence = $2";

    /// <summary>
    /// Files are removed once every change was looked at, so that all that should go is known; one that failed was looked at. What was
    /// removed within the hour counts, because a mass of deletions may come one by one. This is asked often: where nothing should go,
    /// nothing is counted and no row comes.
    /// </summary>
    private const string GoingSql = """
        select
          (select count(*) from jim.mirrors m, jim.targets t
           where m.target = $1 and t.name = $1 and m.changed_at > coalesce(t.released_at, '-infinity')
             and (m.state = 'going' or (m.state = 'gone' and m.at > now() - interval '1 hour' and m.at > coalesce(t.released_at, '-infinity')
               and m.changed_at <= m.at))),
          (select count(*) from jim.mirrors m
           where m.target = $1 and (m.stands is not null or (m.state = 'gone' and m.at > now() - interval '1 hour'))),
          exists (select from jim.mirrors m where m.target = $1 and m.state = 'waiting' and m.stands is not null and m.error is null)
        where exists (select from jim.mirrors m where m.target = $1 and m.state = 'going')
        """;

    public async Task<List<MirrorItem>> ClaimAsync(string target, string state, int most, CancellationToken cancellationToken)
    {
        var claimed = new List<MirrorItem>();
        await using var command = dataSource.CreateCommand(ClaimSql, target, state, most, lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new MirrorItem(
                reader.GetGuid(0), target, reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetString(2), Text(reader, 3),
                Text(reader, 4), reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.GetInt64(6), reader.GetInt32(7),
                reader.GetInt64(8)));
        }

        return claimed;
    }

    /// <summary>False: another worker has it now.</summary>
    public Task<bool> RenewAsync(MirrorItem item, CancellationToken cancellationToken) =>
        UpdateAsync(RenewSql, [item.Id, item.Fence, lease], cancellationToken);

    /// <summary>Takes the path for the file, or says which of its parts are in use.</summary>
    public async Task<int[]> TakeAsync(MirrorItem item, MirrorPath path, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch().With(
        [
            Statements.BuildCommand(LockSql, item.Target),
            Statements.BuildCommand(TakeSql, item.Id, item.Fence, path.Text, path.Keys, item.Target),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var used = reader.GetFieldValue<int[]>(0);
        return used.Length > 0 || reader.GetBoolean(1) ? used : throw new OperationCanceledException("Another worker has the file now.");
    }

    /// <summary>The version stands at the path that was taken.</summary>
    public Task StandsAsync(MirrorItem item, Guid? versionId) =>
        UpdateAsync(StandsSql, [item.Id, item.Fence, versionId], CancellationToken.None);

    /// <summary>Nothing stands where it stood.</summary>
    public Task LostAsync(MirrorItem item) => UpdateAsync(LostSql, [item.Id, item.Fence], CancellationToken.None);

    public Task EndAsync(MirrorItem item, string state) =>
        UpdateAsync(EndSql, [item.Id, item.Fence, item.Changes, state], CancellationToken.None);

    public Task RemovedAsync(MirrorItem item) => UpdateAsync(RemovedSql, [item.Id, item.Fence, item.Changes], CancellationToken.None);

    /// <param name="why">Without keys and secrets.</param>
    public Task PostponeAsync(MirrorItem item, string why, TimeSpan delay) =>
        UpdateAsync(LaterSql, [item.Id, item.Fence, why, delay], CancellationToken.None);

    /// <summary>What a mirror is about to remove; null: nothing.</summary>
    public async Task<MirrorGoing?> FindGoingAsync(string target, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(GoingSql, target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new MirrorGoing(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2))
            : null;
    }

    private static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    private async Task<bool> UpdateAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}

/// <summary>What a mirror is about to remove.</summary>
/// <param name="Files">Files that go now or went within the hour, and that nobody has released.</param>
/// <param name="Of">Files that stand there or did within the hour.</param>
/// <param name="IsLooking">Changes of files that stand there were not looked at yet.</param>
internal sealed record MirrorGoing(long Files, long Of, bool IsLooking);
