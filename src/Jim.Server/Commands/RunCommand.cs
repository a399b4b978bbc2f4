using System.Net;
using System.Net.Sockets;
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
        EnsurePortFree(settings.Listen);

        await PrepareDatabaseAsync(settings, cancellationToken);
        await DatabaseRolesCheck.RunAsync(settings, cancellationToken);
        await using var app = JimHost.Build(settings);
        await app.StartAsync(cancellationToken);
        var schema = app.Services.GetRequiredService<SchemaOwner>().Current;
        var note = schema.Catalog.Relations.Any(r => !r.Platform && r.Select != RoleMask.Nobody)
            ? null
            : await FirstGrants.BuildAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), settings.Schemas, cancellationToken);
        Banner.Print(settings, lan, schema.ViewFor(RoleMap.UserRole), note);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
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

    /// <summary>
    /// Throws <see cref="SettingsException"/> for a port that is taken, before anything is migrated; Kestrel would fail only afterwards.
    /// </summary>
    private static void EnsurePortFree(Uri listen)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.TryParse(listen.Host, out var address) ? address : IPAddress.Loopback, listen.Port);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new SettingsException(
                $"Port {listen.Port} is in use. Stop what listens there, "
                + "or choose another by JIM_LISTEN or --listen, as --listen http://127.0.0.1:8081.");
        }
    }
}
