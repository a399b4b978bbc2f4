using Jim.Platform.Files.Stores;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>The identity of a target in <c>jim.targets</c>, whose row it makes where no keeper has yet.</summary>
public sealed class StoredIdentity(NpgsqlDataSource dataSource, string target, string role, string address) : ITargetIdentity
{
    private const string MakeSql = "insert into jim.targets (name, role, address) values ($1, $2, $3) on conflict do nothing";

    private const string FindSql = "select identity, marked_at is not null from jim.targets where name = $1";

    private const string MarkedSql = "update jim.targets set marked_at = now() where name = $1";

    public async Task<TargetIdentity> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await dataSource.ExecuteAsync([Statements.BuildCommand(MakeSql, target, role, address)], cancellationToken);
            await using var command = dataSource.CreateCommand(FindSql, target);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new TargetIdentity(reader.GetGuid(0), reader.GetBoolean(1));
        }
        catch (NpgsqlException e)
        {
            throw Unknown(e);
        }
    }

    public async Task MarkedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await dataSource.ExecuteAsync([Statements.BuildCommand(MarkedSql, target)], cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw Unknown(e);
        }
    }

    private static ObjectStoreException Unknown(NpgsqlException e) =>
        new(StoreFailure.Unavailable, "The database cannot say which mark the folder should have.", e);
}
