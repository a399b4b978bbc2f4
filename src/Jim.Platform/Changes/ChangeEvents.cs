using System.Globalization;
using System.Text.Json;
using Jim.Platform.Messaging;
using Jim.Platform.Schemas;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Changes;

/// <summary>
/// Makes events for other systems of entries of the change log: routing key <c>schema.table.operation</c>, and a body that says which row
/// changed and never what it holds. Not of <c>jim.jobs</c> and <c>jim.revocations</c>, which are Jim's own.
/// </summary>
/// <param name="epoch">Of the database (<c>jim.setting</c>): numbers of transactions begin anew where a backup is restored.</param>
internal sealed class ChangeEvents(NpgsqlDataSource dataSource, CursorTokens cursors, byte[] epoch)
{
    private const string Tables = """
        select c.oid, n.nspname, c.relname, array(
          select case when a.attisdropped then '' else a.attname end from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 order by a.attnum)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.oid = any ($1) and (n.nspname, c.relname) not in (('jim', 'jobs'), ('jim', 'revocations'))
        """;

    private const string Tracked = "select array(select distinct g.tgrelid from pg_trigger g where g.tgname = 'jim_change_insert')";

    public static async Task<ChangeEvents> CreateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var secret = await InstallationSettings.ReadAsync(dataSource, "secret", cancellationToken);
        var epoch = await InstallationSettings.ReadAsync(dataSource, "epoch", cancellationToken);
        return new ChangeEvents(dataSource, new CursorTokens(secret, epoch), epoch);
    }

    /// <summary>Says that what follows was published before, perhaps: everything up to <paramref name="now"/> that the log has.</summary>
    public ChangeEvent BuildReplay(PgSnapshot now, DateTimeOffset at)
    {
        var log = new LoggedTable("jim", "change", []);
        var id = $"{Convert.ToHexStringLower(epoch.AsSpan(0, 4))}-replay-{Guid.NewGuid():N}";
        var body = Write(id, log, "replay", [], BuildWhole(now.Xmax, 0, 0), cursors.Encode(now), at);
        return new ChangeEvent(log.Schema, log.Name, "replay", id, 0, string.Empty, body);
    }

    /// <summary>
    /// The events of a delta, in its order. A table that is gone has none. Where the delta does not list the changes, each tracked table
    /// has one that says that any of its rows may have changed.
    /// </summary>
    /// <param name="eachMax">A table with more changes has one such event in place of them.</param>
    public async Task<List<ChangeEvent>> BuildAsync(
        Delta delta, DateTimeOffset at, CancellationToken cancellationToken, int eachMax = int.MaxValue)
    {
        IReadOnlyList<Change> changes = delta.Overflow
            ? [.. (await ReadTrackedAsync(cancellationToken)).Select(oid => BuildWhole(delta.Now.Xmax, oid, oid))]
            : Condense(delta.Changes, eachMax);
        var tables = await ReadTablesAsync([.. changes.Select(c => c.Table).Distinct()], cancellationToken);
        var cursor = cursors.Encode(delta.Now);
        return [.. changes.Where(c => tables.ContainsKey(c.Table)).Select(c => Build(c, tables[c.Table], cursor, at))];
    }

    private static IReadOnlyList<Change> Condense(IReadOnlyList<Change> changes, int eachMax)
    {
        var many = changes.CountBy(c => c.Table).Where(c => c.Value > eachMax).Select(c => c.Key).ToHashSet();
        var told = new HashSet<uint>();
        return many.Count == 0 ? changes :
        [
            .. changes.Where(c => !many.Contains(c.Table) || told.Add(c.Table))
                .Select(c => many.Contains(c.Table) ? BuildWhole(c.Xid, c.Sequence, c.Table) : c),
        ];
    }

    private static Change BuildWhole(ulong xid, long sequence, uint table) =>
        new(xid, sequence, table, ChangeOperation.WholeTable, [], -1, null);

    private async Task<uint[]> ReadTrackedAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Tracked);
        return (uint[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private ChangeEvent Build(Change change, LoggedTable table, string cursor, DateTimeOffset at)
    {
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(epoch.AsSpan(0, 4))}-{change.Xid}-{change.Sequence}");
        var (operation, key) = (Name(change.Operation), change.Key);
        var body = Write(id, table, operation, key, change, cursor, at);
        if (body.Length > Topology.BodyBytesMax)
        {
            // A key of thousands of characters: which row it was is not told.
            (operation, key) = (Name(ChangeOperation.WholeTable), []);
            body = Write(id, table, operation, key, change, cursor, at);
        }

        return new ChangeEvent(table.Schema, table.Name, operation, id, change.Table, string.Join('\0', key), body) { Xid = change.Xid };
    }

    private static byte[] Write(
        string id, LoggedTable table, string op, IReadOnlyList<string> key, Change change, string cursor, DateTimeOffset at) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            id,
            table = $"{table.Schema}.{table.Name}",
            op,
            key,
            changedColumns = op == "update" ? FindColumns(change.ChangedColumns, table.Columns) : null,
            actor = change.Actor,
            cursor,
            at,
        });

    /// <summary>Null: any of them may have changed.</summary>
    private static string[]? FindColumns(long mask, string[] columns) =>
        mask == -1 ? null : [.. columns.Where((name, n) => n < 63 && (mask & (1L << n)) != 0 && name.Length > 0)];

    private static string Name(ChangeOperation operation) => operation switch
    {
        ChangeOperation.Insert => "insert",
        ChangeOperation.Update => "update",
        ChangeOperation.Delete => "delete",
        ChangeOperation.WholeTable => "truncate",
        _ => throw new System.Diagnostics.UnreachableException($"There is no operation {operation}."),
    };

    private async Task<Dictionary<uint, LoggedTable>> ReadTablesAsync(uint[] oids, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<uint, LoggedTable>();
        await using var command = dataSource.CreateCommand(
            Tables, new NpgsqlParameter { Value = oids, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(
                reader.GetFieldValue<uint>(0),
                new LoggedTable(reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3)));
        }

        return tables;
    }

    /// <summary>A table with its columns in the order of their numbers; empty for one that was dropped.</summary>
    private sealed record LoggedTable(string Schema, string Name, string[] Columns);
}

/// <summary>An event as it is published.</summary>
/// <param name="Row">Its key; empty: the whole table.</param>
internal sealed record ChangeEvent(string Schema, string Name, string Operation, string Id, uint Table, string Row, byte[] Body)
{
    /// <summary>The transaction that made the change.</summary>
    public ulong Xid { get; init; }

    public string RoutingKey => $"{Schema}.{Name}.{Operation}";

    /// <summary>Both are of one row, or one of them is of the whole table.</summary>
    public bool MustPrecede(ChangeEvent next) =>
        Table == next.Table && (Row == next.Row || Row.Length == 0 || next.Row.Length == 0);
}
