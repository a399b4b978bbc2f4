using Jim.Data.Platform;
using Jim.Data.Starter;
using Npgsql;

namespace Jim.Data.Migrations;

/// <summary>The migrations that a database has, each list in order of its ids or names.</summary>
/// <param name="Platform">Ids of those of the schema <c>jim</c>.</param>
/// <param name="Starter">Ids of those of the starter model; empty without it.</param>
/// <param name="Team">Names of the team's own files.</param>
public sealed record AppliedMigrations(ImmutableArray<string> Platform, ImmutableArray<string> Starter, ImmutableArray<string> Team)
{
    /// <summary>Null where the database was never migrated. Throws <see cref="NpgsqlException"/>.</summary>
    public static async Task<AppliedMigrations?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var platform = await ReadAsync(connection, Histories.PlatformTable, "MigrationId", cancellationToken);
        return platform.IsEmpty
            ? null
            : new(
                platform, await ReadAsync(connection, Histories.StarterTable, "MigrationId", cancellationToken),
                await ReadAsync(connection, "migration", "name", cancellationToken));
    }

    /// <summary>The migrations of platform and starter that a newer version of Jim applied: this one does not have them.</summary>
    public ImmutableArray<string> FindUnknown() =>
        [.. Platform.Except(Histories.ListKnown<PlatformDbContext>()), .. Starter.Except(Histories.ListKnown<JimDbContext>())];

    private static async Task<ImmutableArray<string>> ReadAsync(
        NpgsqlConnection connection, string table, string column, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("select to_regclass($1) is not null", connection)
        {
            Parameters = { new() { Value = $"jim.{table}" } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return [];
        }

        await using var read = new NpgsqlCommand(
            $"select array_agg(\"{column}\"::text order by \"{column}\") from jim.{table}", connection);
        return [.. await read.ExecuteScalarAsync(cancellationToken) as string[] ?? []];
    }
}
