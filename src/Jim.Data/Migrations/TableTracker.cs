using Npgsql;

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
    /// Tracks what the exposed schemas read (<c>jim.track_schemas</c>), in one transaction. Empty too where a migration runs, which does
    /// the same at its end. Throws <see cref="NpgsqlException"/>: with <see cref="PostgresErrorCodes.InsufficientPrivilege"/> where the
    /// connection's role does not own the schema <c>jim</c>.
    /// </summary>
    public static async Task<IReadOnlyList<TrackingOutcome>> TrackAsync(
        NpgsqlDataSource owner, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var guard = new NpgsqlCommand(
            "select set_config('lock_timeout', $1, true), pg_try_advisory_xact_lock($2)", connection, transaction)
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

        var outcomes = await TrackAsync(connection, schemas, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcomes;
    }

    /// <summary>
    /// The same on an open connection. What is tracked from now on is logged as changed, because nobody logged what was written before.
    /// </summary>
    internal static async Task<IReadOnlyList<TrackingOutcome>> TrackAsync(
        NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        const string Sql = """
            select t.tbl::text, t.outcome, case t.outcome when 'tracked' then jim.mark_changed(t.tbl)::text end
            from jim.track_schemas($1) t
            """;
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = schemas.ToArray() } } };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var outcomes = new List<TrackingOutcome>();
        while (await rows.ReadAsync(cancellationToken))
        {
            outcomes.Add(new(rows.GetString(0), rows.GetString(1)));
        }

        return outcomes;
    }
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
