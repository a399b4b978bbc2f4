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

    public static async Task<int> RunAsync(JimSettings settings, bool lan, CancellationToken cancellationToken)
    {
        settings = lan ? LanAddress.Apply(settings) : settings;
        ListenAddresses.EnsureUsable(settings.Listen);
        if (!lan)
        {
            ListenAddresses.EnsureIssuerIsPrivate(settings);
        }

        await using var app = await BuildAsync(settings, cancellationToken);
        await StartAsync(app, settings.Listen, cancellationToken);
        var schema = app.Services.GetRequiredService<SchemaOwner>().Current;
        var note = schema.Catalog.Relations.Any(r => !r.Platform && r.Select != RoleMask.Nobody)
            ? null
            : await FirstGrants.BuildAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), settings.Schemas, cancellationToken);
        Banner.Print(settings, lan, schema.ViewFor(RoleMap.UserRole), note);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>
    /// Builds the host while the database is prepared: on a second core, most of a restart's compiling and loading of code then takes no
    /// further time.
    /// </summary>
    private static async Task<WebApplication> BuildAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        var building = Task.Run(() => JimHost.Build(settings), cancellationToken);
        try
        {
            await PrepareDatabaseAsync(settings, cancellationToken);
            await DatabaseRolesCheck.RunAsync(settings, cancellationToken);
        }
        catch
        {
            await ((Task)building).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (building.IsCompletedSuccessfully)
            {
                await (await building).DisposeAsync();
            }

            throw;
        }

        return await building;
    }

    /// <summary>
    /// Migrates and, in development, seeds. Where another role than this process' owns the schema (compose, Swarm), <c>migrate</c> is run
    /// on its own, and this does nothing.
    /// </summary>
    private static async Task PrepareDatabaseAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        var options = settings.BuildMigrateOptions();
        if (await Migrator.FindOtherOwnerAsync(options.OwnerConnectionString, cancellationToken) is { } owner)
        {
            DatabaseCommands.Say($"the schema jim is kept by {owner}: migrate runs with DATABASE_OWNER_URL, not here");
            return;
        }

        await Migrator.MigrateAsync(options, DatabaseCommands.Say, cancellationToken);
        if (settings.StarterModel && !settings.Production)
        {
            await DatabaseCommands.SeedAsync(settings, SeedUsers, SeedDocuments, cancellationToken);
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
