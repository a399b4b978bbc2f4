using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Changes;

/// <summary>How far somebody who follows the change log has come: a row of <c>jim.relay</c>, which outlives the process.</summary>
internal sealed class RelayPosition(NpgsqlDataSource dataSource, string name)
{
    private const string ReadSql = "select snapshot from jim.relay where name = $1";

    private const string StoreSql = """
        insert into jim.relay (name, snapshot) values ($1, $2)
        on conflict (name) do update set snapshot = excluded.snapshot, updated_at = now()
        """;

    // Below the floor of the oldest mark the log may have been deleted; without a mark nothing has been.
    private const string BeginningSql =
        "select coalesce((select floor from jim.change_mark order by at limit 1)::text, '1')";

    /// <summary>Null: none was stored.</summary>
    public async Task<PgSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ReadSql, name);
        return await command.ExecuteScalarAsync(cancellationToken) is string stored ? PgSnapshot.Parse(stored) : null;
    }

    public async Task StoreAsync(PgSnapshot position, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(StoreSql, name, position.ToString());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same as a part of somebody's transaction.</summary>
    public NpgsqlBatchCommand Store(PgSnapshot position) =>
        new(StoreSql) { Parameters = { new() { Value = name }, new() { Value = position.ToString() } } };

    /// <summary>A position before everything that the log still has.</summary>
    public async Task<PgSnapshot> FindBeginningAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BeginningSql);
        var floor = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return PgSnapshot.Parse($"{floor}:{floor}:");
    }
}
