using Jim.Data;
using Jim.Data.Migrations;
using Jim.Data.Seeding;
using Jim.GraphQL.Types;
using Jim.Platform.Schemas;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Console;

/// <summary>Verbs on the database alone.</summary>
public static class DatabaseCommands
{
    public static async Task<int> MigrateAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        await Migrator.MigrateAsync(OptionsOf(settings), Say, cancellationToken);
        return 0;
    }

    public static async Task<int> SeedAsync(JimSettings settings, int users, int documents, CancellationToken cancellationToken)
    {
        if (!settings.StarterModel)
        {
            throw new SettingsException("JIM_MODEL=none has no starter tables to seed.");
        }

        await Seeder.SeedAsync(
            new SeedOptions(PostgresUrl.Parse(DatabaseUrlOf(settings.DatabaseOwnerUrl)), users, documents), new SeedProgressLine(),
            cancellationToken);
        return 0;
    }

    public static async Task<int> PrintSchemaAsync(JimSettings settings, string role, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(PostgresUrl.Parse(DatabaseUrlOf(settings.DatabaseUrl)));
        var options = new SnapshotOptions(settings.Schemas);
        var schema = DatabaseSchema.Build(await CatalogReader.ReadAsync(source, options.Catalog, cancellationToken), options.Schema);
        await System.Console.Out.WriteAsync(SchemaPrinter.Print(schema.ViewFor(role)));
        return 0;
    }

    public static MigrateOptions OptionsOf(JimSettings settings)
    {
        var gateway = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(DatabaseUrlOf(settings.DatabaseUrl)));
        return new MigrateOptions(
            PostgresUrl.Parse(DatabaseUrlOf(settings.DatabaseOwnerUrl)), gateway.Username!,
            settings.StarterModel ? DataModel.Starter : DataModel.None, settings.Schemas,
            Directory.Exists(settings.Migrations) ? settings.Migrations : null);
    }

    public static string DatabaseUrlOf(string? url) =>
        url ?? throw new SettingsException("DATABASE_URL is not set. Start by ./jim, which finds or starts Postgres, or set it in .env.");

    public static void Say(string line) => System.Console.Error.WriteLine($"jim: {line}");
}
