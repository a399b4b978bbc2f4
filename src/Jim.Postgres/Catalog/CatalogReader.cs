using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Catalog;

/// <summary>
/// Reads the structure of a database in one round trip, by one statement, so that all of it is of the same moment.
/// </summary>
public static class CatalogReader
{
    private static readonly string Sql = EmbeddedQueries.Read("Catalog/catalog.sql");
    private static readonly string StateSql = EmbeddedQueries.Read("Catalog/catalog_state.sql");

    /// <summary>Throws <see cref="NpgsqlException"/> where the database cannot be asked.</summary>
    public static async Task<DatabaseCatalog> ReadAsync(
        NpgsqlDataSource dataSource, CatalogOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, options, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(NpgsqlDataSource, CatalogOptions, CancellationToken)"/>
    public static async Task<DatabaseCatalog> ReadAsync(
        NpgsqlConnection connection, CatalogOptions options, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        // Just-in-time compilation of this statement takes longer (0.5 s, measured) than running it. The setting is for this batch only,
        // which is one transaction.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('jit', 'off', true)"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                TextArray(options.Schemas), TextArray(options.PlatformTables), TextArray(options.Roles),
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await AssembleAsync(reader, options, cancellationToken);
    }

    /// <summary>
    /// A short text that differs whenever the catalog may have changed since it was read last. Reading it takes some milliseconds, reading
    /// the whole catalog about a hundred. Throws <see cref="NpgsqlException"/> where the database cannot be asked.
    /// </summary>
    /// <param name="known">
    /// What was read of the same database before. Where nothing at all was written since, as is usual for a database that is being
    /// developed on, the catalog is not looked at. Null: nothing was read.
    /// </param>
    public static async Task<CatalogState> ReadStateAsync(
        NpgsqlDataSource dataSource, CatalogOptions options, CatalogState? known, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(StateSql);
        command.Parameters.Add(TextArray([.. options.Schemas, .. options.PlatformTables.Select(t => t.Split('.')[0])]));
        command.Parameters.Add(new() { Value = (object?)known?.Snapshot ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(TextArray(options.Roles));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return known is not null && await reader.IsDBNullAsync(1, cancellationToken)
            ? known
            : new CatalogState(reader.GetString(0), reader.GetString(1));
    }

    private static async Task<DatabaseCatalog> AssembleAsync(
        NpgsqlDataReader reader, CatalogOptions options, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(options.Roles, CatalogJson.Default.ImmutableArrayString));
        var types = new List<TypeRow>();
        var relations = new List<RelationRow>();
        var others = ImmutableDictionary.CreateBuilder<uint, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (kind, body) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            if (kind == "other")
            {
                var other = JsonSerializer.Deserialize(body, CatalogJson.Default.OtherRow)!;
                others[other.Oid] = other.Written;
                continue;
            }

            hash.AppendData(body);
            if (kind == "type")
            {
                types.Add(JsonSerializer.Deserialize(body, CatalogJson.Default.TypeRow)!);
            }
            else
            {
                relations.Add(
                    JsonSerializer.Deserialize(body, CatalogJson.Default.RelationRow)! with { EstimatedRows = reader.GetFloat(2) });
            }
        }

        return CatalogAssembly.Assemble(types, relations, options.Roles, Convert.ToHexStringLower(hash.GetHashAndReset())) with
        {
            Others = others.ToImmutable(),
        };
    }

    private static NpgsqlParameter TextArray(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
