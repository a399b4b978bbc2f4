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

/// <summary>Completes what the catalog watcher reads to all that a request stands on.</summary>
public sealed class SnapshotLoader(NpgsqlDataSource dataSource, SnapshotOptions options)
{
    /// <summary>What is read of the database.</summary>
    public CatalogOptions CatalogOptions { get; } = CatalogOptions.Default with { Schemas = options.Schemas };

    /// <summary>How it becomes a schema: with the fields of C# code, and resolvers at the roots.</summary>
    public SchemaOptions SchemaOptions { get; } = new(options.Plans.PageDefault, options.Plans.PageMax) { Extensions = options.Extensions };

    public async Task<RequestSnapshot> LoadAsync(DatabaseSnapshot read, CancellationToken cancellationToken)
    {
        RootResolvers.Attach(read.Schema);
        var reads = await PolicyReads.ReadAsync(dataSource, read.Catalog, cancellationToken);
        var cursors = new CursorTokens(await SettingAsync("secret", cancellationToken), await SettingAsync("epoch", cancellationToken));
        return new RequestSnapshot(read, reads, cursors, options.Plans);
    }

    private async Task<byte[]> SettingAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select value from jim.setting where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[]
            ?? throw new InvalidDataException($"The database has no setting '{name}': run ./jim migrate.");
    }
}
