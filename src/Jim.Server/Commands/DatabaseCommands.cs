using Jim.Data.Migrations;
using Jim.Data.Seeding;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>The commands that need no service but the database: <c>migrate</c>, <c>seed</c>, <c>schema</c>.</summary>
public static class DatabaseCommands
{
    public static async Task<int> MigrateAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        await Migrator.MigrateAsync(settings.BuildMigrateOptions(), Say, cancellationToken);
        return 0;
    }

    public static async Task<int> SeedAsync(JimSettings settings, int users, int documents, CancellationToken cancellationToken)
    {
        if (!settings.StarterModel)
        {
            throw new SettingsException("JIM_MODEL=none has no starter tables to seed.");
        }

        await Seeder.SeedAsync(
            new SeedOptions(settings.BuildOwnerConnectionString(), users, documents), new SeedProgressLine(),
            cancellationToken);
        return 0;
    }

    public static async Task<int> PrintSchemaAsync(JimSettings settings, string role, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(settings.BuildConnectionString());
        var options = settings.BuildSnapshotOptions();
        if (!options.Roles.Contains(role))
        {
            throw new SettingsException($"No request runs as {role}. There are: {string.Join(", ", options.Roles)} (JIM_ROLES).");
        }

        var schema = DatabaseSchema.Build(await CatalogReader.ReadAsync(source, options.Catalog, cancellationToken), options.Schema);
        await Console.Out.WriteAsync(SchemaPrinter.Print(schema.ViewFor(role)));
        return 0;
    }

    /// <summary>Prints to standard error, because standard output is what a script reads (a token, the schema).</summary>
    public static void Say(string line) => Console.Error.WriteLine($"jim: {line}");
}
