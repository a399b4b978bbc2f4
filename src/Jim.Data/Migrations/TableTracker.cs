using Npgsql;
using NpgsqlTypes;

namespace Jim.Data.Migrations;

/// <summary>Installs the change triggers on tables that lack them, as the owner of the database.</summary>
public static class TableTracker
{
    /// <summary>
    /// A table whose writers do not let it go within this time is left for the next round: who waits for a table keeps later writers
    /// waiting behind him.
    /// </summary>
    private static readonly TimeSpan LockWithin = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Tracks what the exposed schemas read, as <see cref="TrackEachAsync"/> does. Empty too where a migration runs, which does the same at
    /// its end. Throws <see cref="NpgsqlException"/>: with <see cref="PostgresErrorCodes.InsufficientPrivilege"/> where the connection's
    /// role does not own the schema <c>jim</c>.
    /// </summary>
    /// <param name="owner">Its connections are not pooled: closing one frees its lock and forgets its settings.</param>
    public static async Task<IReadOnlyList<TrackingOutcome>> TrackAsync(
        NpgsqlDataSource owner, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await using var guard = new NpgsqlCommand("select set_config('lock_timeout', $1, false), pg_try_advisory_lock($2)", connection)
        {
            Parameters = { new() { Value = $"{LockWithin.TotalMilliseconds}ms" }, new() { Value = Migrator.LockKey } },
        };
        await using (var row = await guard.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            if (!row.GetBoolean(1))
            {
                return [];
            }
        }

        return await TrackEachAsync(connection, schemas, cancellationToken);
    }

    /// <summary>
    /// Tracks each table in a transaction of its own, so that nothing waits for one while another is locked: a team's transaction over the
    /// same tables would end in a deadlock. What is tracked from now on is logged as changed, because nobody logged what was written before.
    /// </summary>
    internal static async Task<IReadOnlyList<TrackingOutcome>> TrackEachAsync(
        NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        await using (var forget = new NpgsqlCommand("select jim.forget_dropped_tables()", connection))
        {
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        var outcomes = new List<TrackingOutcome>();
        foreach (var table in await ReadPendingAsync(connection, schemas, cancellationToken))
        {
            if (await TrackAsync(connection, table, cancellationToken) is { } outcome)
            {
                outcomes.Add(new(table.Name, outcome));
            }
        }

        return outcomes;
    }

    private static async Task<List<PendingTable>> ReadPendingAsync(
        NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        const string Sql = "select t.tbl::oid, t.tbl::text, t.state, t.reason from jim.tables_to_track($1) t";
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = schemas.ToArray() } } };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<PendingTable>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var reason = await rows.IsDBNullAsync(3, cancellationToken) ? null : rows.GetString(3);
            tables.Add(new(rows.GetFieldValue<uint>(0), rows.GetString(1), rows.GetString(2), reason));
        }

        return tables;
    }

    /// <summary>Null: there was nothing to do.</summary>
    private static async Task<string?> TrackAsync(NpgsqlConnection connection, PendingTable table, CancellationToken cancellationToken)
    {
        const string Sql = """
            select o.outcome, case o.outcome when 'tracked' then jim.mark_changed($1::regclass)::text end
            from (select jim.track_outcome($1::regclass, $2, $3)) o (outcome)
            """;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = table.Oid, NpgsqlDbType = NpgsqlDbType.Oid }, new() { Value = table.State },
                new() { Value = (object?)table.Reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>A row of <c>jim.tables_to_track</c>.</summary>
    private sealed record PendingTable(uint Oid, string Name, string State, string? Reason);
}

/// <summary>What came of tracking a table that was not tracked in its present form.</summary>
/// <param name="Table">Its name, quoted and with its schema where need be.</param>
/// <param name="Text"><c>tracked</c>, or <c>not tracked: </c> and the reason, in words of Jim or as an SQLSTATE.</param>
public sealed record TrackingOutcome(string Table, string Text)
{
    public bool IsTracked => Text == "tracked";

    /// <summary>Writers held the table: another try may succeed although nothing has changed.</summary>
    public bool IsInUse => Text == "not tracked: it is in use";
}
