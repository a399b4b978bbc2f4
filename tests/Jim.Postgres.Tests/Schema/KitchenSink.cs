using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

/// <summary>The snapshot of KitchenSink.sql, made once per run.</summary>
internal static class KitchenSink
{
    private static readonly Lazy<Task<DatabaseCatalog>> Read = new(ReadAsync);

    public static Task<DatabaseCatalog> Catalog => Read.Value;

    public static async Task<DatabaseSchema> BuildAsync()
    {
        var catalog = await Catalog;
        return DatabaseSchema.Build(catalog, SchemaOptions.Default);
    }

    private static async Task<DatabaseCatalog> ReadAsync()
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "KitchenSink.sql"));
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, sql);
        var options = CatalogOptions.Default with { Schemas = ["public", "audit"] };
        return await CatalogReader.ReadAsync(database.DataSource, options, CancellationToken.None);
    }
}
