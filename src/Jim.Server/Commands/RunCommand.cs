using Jim.Data.Migrations;
using Jim.GraphQL.Types;
using Jim.Platform.Identity;
using Jim.Platform.Schemas;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary><c>run</c>: migrates, seeds in development, serves until it is stopped, and prints a request to try.</summary>
public static class RunCommand
{
    private const int SeedUsers = 50;
    private const int SeedDocuments = 500;

    public static async Task<int> RunAsync(JimSettings settings, RunOptions options, CancellationToken cancellationToken)
    {
        settings = options.Lan ? LanAddress.Apply(settings) : settings;
        ListenAddresses.EnsureUsable(settings.Listen);
        if (!options.Lan)
        {
            ListenAddresses.EnsureIssuerIsPrivate(settings);
        }

        await using var app = await BuildAsync(settings, options, cancellationToken);
        await StartAsync(app, settings.Listen, cancellationToken);
        var schema = app.Services.GetRequiredService<SchemaOwner>().Current;
        var note = schema.Catalog.Relations.Any(r => !r.Platform && r.Select != RoleMask.Nobody)
            ? null
            : await FirstGrants.BuildAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), settings.Schemas, cancellationToken);
        Banner.Print(
            Terminal.Output, settings, options, schema.ViewFor(RoleMap.UserRole), app.Services.GetService<DevelopmentIssuer>(), note);
        if (options.Quiet && note is not null)
        {
            Terminal.Warn("clients see no table yet: without --quiet the grants to copy are printed");
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>
    /// Builds the host while the database is prepared, and where nothing is to be migrated the schema too: on a second core, most of a
    /// restart's compiling and loading of code then takes no further time.
    /// </summary>
    private static async Task<WebApplication> BuildAsync(
        JimSettings settings, RunOptions options, CancellationToken cancellationToken)
    {
        var least = options.Quiet ? LogLevel.Warning : LogLevel.Information;
        var building = Task.Run(() => JimHost.Build(settings, least), cancellationToken);
        var preloading = Task.CompletedTask;
        try
        {
            var migration = settings.BuildMigrateOptions();
            var standing = await Migrator.ReadStandingAsync(migration, cancellationToken);
            preloading = standing.IsCurrent ? PreloadSchemaAsync(building, cancellationToken) : preloading;
            await PrepareDatabaseAsync(settings, migration, standing, options, cancellationToken);
            await DatabaseRolesCheck.RunAsync(settings, cancellationToken);
            await preloading;
        }
        catch
        {
            await Task.WhenAll(building, preloading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (building.IsCompletedSuccessfully)
            {
                await (await building).DisposeAsync();
            }

            throw;
        }

        return await building;
    }

    private static async Task PreloadSchemaAsync(Task<WebApplication> building, CancellationToken cancellationToken) =>
        await (await building).Services.GetRequiredService<SchemaOwner>().PreloadAsync(cancellationToken);

    /// <summary>
    /// Migrates and, in development, seeds. Where another role than this process' owns the schema (compose, Swarm), <c>migrate</c> is run
    /// on its own, and this does nothing.
    /// </summary>
    private static async Task PrepareDatabaseAsync(
        JimSettings settings, MigrateOptions migration, MigrationStanding standing, RunOptions options, CancellationToken cancellationToken)
    {
        if (standing.OtherOwner is { } owner)
        {
            if (!options.Quiet)
            {
                DatabaseCommands.Say($"the schema jim is kept by {owner}: migrate runs with DATABASE_OWNER_URL, not here");
            }

            return;
        }

        await (options.Quiet
            ? Migrator.MigrateAsync(migration, _ => { }, cancellationToken)
            : DatabaseCommands.MigrateAsync(migration, cancellationToken));
        if (settings.StarterModel && !settings.Production)
        {
            await DatabaseCommands.SeedAsync(settings, SeedUsers, SeedDocuments, cancellationToken, options.Quiet);
        }
    }

    /// <summary>Throws <see cref="SettingsException"/> where the port was taken since it was tried.</summary>
    private static async Task StartAsync(WebApplication app, Uri listen, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ListenAddresses.Explain(listen, e) is { } cure)
        {
            throw new SettingsException(cure);
        }
    }
}
