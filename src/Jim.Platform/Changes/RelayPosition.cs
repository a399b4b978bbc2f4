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

    /// <summary>Where the last follower stopped; the first begins now.</summary>
    public async Task<PgSnapshot> BeginAsync(ChangeReader reader, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ReadSql, name);
        if (await command.ExecuteScalarAsync(cancellationToken) is string stored)
        {
            return PgSnapshot.Parse(stored);
        }

        var now = await reader.CurrentAsync(cancellationToken);
        await StoreAsync(now, cancellationToken);
        return now;
    }

    public Task StoreAsync(PgSnapshot position, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync([Store(position)], cancellationToken);

    /// <summary>The same as a part of somebody's transaction.</summary>
    public NpgsqlBatchCommand Store(PgSnapshot position) => Statements.BuildCommand(StoreSql, name, position.ToString());

    /// <summary>A position before everything that the log still has.</summary>
    public async Task<PgSnapshot> FindBeginningAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BeginningSql);
        var floor = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return PgSnapshot.Parse($"{floor}:{floor}:");
    }
}
