using Npgsql;

namespace Jim.Platform.Schemas;

/// <summary>What the installation's processes share by the database: rows of <c>jim.setting</c>.</summary>
internal static class InstallationSettings
{
    /// <summary>Throws <see cref="InvalidDataException"/> where the database was not migrated.</summary>
    public static async Task<byte[]> ReadAsync(NpgsqlDataSource dataSource, string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select value from jim.setting where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[]
            ?? throw new InvalidDataException($"The database has no setting '{name}': run ./jim migrate.");
    }
}
