using System.Collections.Immutable;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>What is exposed, and what C# adds to it.</summary>
public sealed record SnapshotOptions(ImmutableArray<string> Schemas)
{
    /// <summary>Page sizes and the writers of derived fields.</summary>
    public PlanOptions Plans { get; init; } = new();

    /// <summary>Fields of C# code: <c>me</c>, <c>uploadFile</c>.</summary>
    public ImmutableArray<Action<SchemaUnderConstruction>> Extensions { get; init; } = [];
}

/// <summary>Reads the database's structure and makes a snapshot of it.</summary>
public sealed class SnapshotLoader(NpgsqlDataSource database, SnapshotOptions options)
{
    public async Task<RequestSnapshot> LoadAsync(long version, CancellationToken cancel)
    {
        var catalog = await CatalogReader.ReadAsync(database, CatalogOptions.Default with { Schemas = options.Schemas }, cancel);
        return await LoadAsync(catalog, version, cancel);
    }

    public async Task<RequestSnapshot> LoadAsync(DatabaseCatalog catalog, long version, CancellationToken cancel)
    {
        var schema = SchemaGenerator.Generate(catalog, SchemaOptions.Default with { Extensions = options.Extensions });
        RootResolvers.Attach(schema);
        var reads = await PolicyReads.ReadAsync(database, catalog, cancel);
        return new RequestSnapshot(
            new DatabaseSnapshot(catalog, schema, version), reads, new CursorTokens(await SettingAsync("secret", cancel), await SettingAsync("epoch", cancel)), options.Plans);
    }

    private async Task<byte[]> SettingAsync(string name, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select value from jim.setting where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancel) as byte[]
            ?? throw new InvalidDataException($"The database has no setting '{name}': run ./jim migrate.");
    }
}
