using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Changes;

/// <summary>
/// Reads the change log. It must be connected to the primary: the snapshot of a replica does not list the transactions in progress, so
/// their changes would be missed. Methods throw <see cref="NpgsqlException"/> where the database cannot be asked.
/// </summary>
public sealed class ChangeReader(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// How many changes one delta lists at most. One with more is reported as an overflow, so that a bulk load cannot fill the memory.
    /// </summary>
    public const int ChangesMax = 50_000;

    // One statement has one snapshot, so the rows that it sees and the snapshot that it returns are of the same moment. A change that is
    // visible now but was not at the earlier snapshot has the xid of a transaction that was in progress then ($1) or had not begun ($2).
    // Both conditions use the index on (xid). The limit is ChangesMax and one row more, which shows the overflow. What a keeper has deleted
    // was below the floor of the oldest mark, and that mark older than an hour (the least that changes are kept): a snapshot for which a
    // transaction below it ($3) was not over may miss some of it.
    private const string SqlOfAny = """
        select pg_current_snapshot()::text, c.xid::text, c.seq, c.tbl, c.op::text, c.key, c.changed, c.actor, one.lost,
          c.scope_old, c.scope_new
        from (
          select coalesce((
            select m.floor > $3::text::xid8 from jim.change_mark m where m.at <= now() - interval '1 hour' order by m.at limit 1), false)
          ) as one (lost)
        left join lateral (
          select * from jim.change where (xid = any($1::text[]::xid8[]) or xid >= $2::text::xid8)
        """;

    private const string Sql = $"{SqlOfAny} order by seq limit 50001) c on true";

    private const string SqlOfTables = $"{SqlOfAny} and tbl = any($4) order by seq limit 5001) c on true";

    private const string CurrentSql = "select pg_current_snapshot()::text";

    /// <summary>How many changes a delta of some tables lists at most.</summary>
    public const int ChangesOfTablesMax = 5000;

    /// <summary>The snapshot of now, to read changes since then.</summary>
    public async Task<PgSnapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CurrentSql);
        return PgSnapshot.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>
    /// All that was committed between <paramref name="since"/> and now; an overflow where some of it may have been deleted from the log.
    /// </summary>
    public async Task<Delta> ReadAsync(PgSnapshot since, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { BuildCommand(Sql, since) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, since, ChangesMax, cancellationToken);
    }

    /// <summary>
    /// What <see cref="ReadAsync(PgSnapshot, CancellationToken)"/> reads, of these tables only, and as of the snapshot of a transaction. An
    /// overflow comes earlier (<see cref="ChangesOfTablesMax"/>). Without a beginning it is empty.
    /// </summary>
    internal static async Task<Delta> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PgSnapshot? since, uint[] tables, CancellationToken cancellationToken)
    {
        if (since is null)
        {
            await using var command = new NpgsqlCommand(CurrentSql, connection, transaction);
            var now = PgSnapshot.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
            return new Delta(now, now, [], Overflow: false);
        }

        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { BuildCommand(SqlOfTables, since) } };
        batch.BatchCommands[0].Parameters.Add(
            new NpgsqlParameter { Value = tables, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, since, ChangesOfTablesMax, cancellationToken);
    }

    private static NpgsqlBatchCommand BuildCommand(string sql, PgSnapshot since) => new(sql)
    {
        Parameters =
        {
            new() { Value = since.InProgress.Select(Text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = Text(since.Xmax), NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = Text(since.Xmin), NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    private static async Task<Delta> ReadAsync(NpgsqlDataReader reader, PgSnapshot since, int most, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        PgSnapshot? now = null;
        var lost = false;
        while (await reader.ReadAsync(cancellationToken))
        {
            now ??= PgSnapshot.Parse(reader.GetString(0));
            lost = reader.GetBoolean(8);
            if (!reader.IsDBNull(1))
            {
                changes.Add(ReadChange(reader));
            }
        }

        var overflow = lost || changes.Count > most;
        return new Delta(since, now!, overflow ? [] : changes, overflow);
    }

    private static Change ReadChange(NpgsqlDataReader row) => new(
        ulong.Parse(row.GetString(1), System.Globalization.CultureInfo.InvariantCulture),
        row.GetInt64(2),
        row.GetFieldValue<uint>(3),
        row.GetString(4) switch
        {
            "I" => ChangeOperation.Insert,
            "U" => ChangeOperation.Update,
            "D" => ChangeOperation.Delete,
            _ => ChangeOperation.WholeTable,
        },
        row.IsDBNull(5) ? [] : row.GetFieldValue<string[]>(5),
        row.IsDBNull(6) ? -1 : row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetGuid(7))
    {
        ScopeBefore = row.IsDBNull(9) ? null : row.GetFieldValue<long?[]>(9),
        ScopeAfter = row.IsDBNull(10) ? null : row.GetFieldValue<long?[]>(10),
    };

    private static string Text(ulong xid) => xid.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
