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
        await MigrateAsync(settings.BuildMigrateOptions(), cancellationToken);
        return 0;
    }

    /// <summary>Migrates, and says what it does.</summary>
    public static Task MigrateAsync(MigrateOptions options, CancellationToken cancellationToken) =>
        Terminal.SpinAsync("migrating", Say, report => Migrator.MigrateAsync(options, report, cancellationToken));

    /// <param name="quiet">Does not say how far it is.</param>
    public static async Task<int> SeedAsync(
        JimSettings settings, int users, int documents, CancellationToken cancellationToken, bool quiet = false)
    {
        if (!settings.StarterModel)
        {
            throw new SettingsException("JIM_MODEL=none has no starter tables to seed.");
        }

        var options = new SeedOptions(settings.BuildOwnerConnectionString(), users, documents);
        await (quiet ? Seeder.SeedAsync(options, null, cancellationToken)
            : Terminal.IsWatched
            ? Terminal.DrawProgress(SeedProgressBar.BuildColumns()).StartAsync(context =>
                Seeder.SeedAsync(options, new SeedProgressBar(context.AddTask("seeding")), cancellationToken))
            : Seeder.SeedAsync(options, new SeedProgressLine(), cancellationToken));
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
