using System.Globalization;
using Jim.Platform.Backups;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// <c>restore DIR</c>: restores a backup into an empty database and an empty store, and migrates what an older Jim had made. Exit code 0:
/// all of it is there; 1: all but the files that were missing in the backup; 2: nothing was restored.
/// </summary>
public static class RestoreCommand
{
    /// <param name="backup">The name of the backup; null: the newest.</param>
    public static async Task<int> RunAsync(JimSettings settings, string folder, string? backup, CancellationToken cancellationToken)
    {
        await using var targets = StoreBuilder.Build(settings, null, TimeProvider.System);
        var places = BackupCommand.BuildPlaces(settings, targets);
        RestoreOutcome restored;
        try
        {
            restored = await BackupProgressLine.ShowAsync(
                report => RestoreRun.RunAsync(folder, backup, places, report, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            DatabaseCommands.Say("The database is as empty as before. Run the same command again: it goes on with the same store.");
            throw;
        }

        Tell(restored);
        await DatabaseCommands.MigrateAsync(settings.BuildMigrateOptions(), cancellationToken);
        await AnalyzeAsync(places.OwnerConnectionString, cancellationToken);
        var versions = restored.Manifest.Versions;
        DatabaseCommands.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"restored {restored.Path}: the database as it was at {restored.Manifest.TakenAt:u}, and "
            + $"{versions.Count - versions.Missing:N0} versions of files ({BackupProgressLine.WriteBytes(versions.Bytes)}). Start Jim; "
            + $"processes that ran before must be started again."));
        return versions.Missing == 0 ? 0 : 1;
    }

    private static void Tell(RestoreOutcome restored)
    {
        foreach (var role in restored.MadeRoles.Where(role => role.Login))
        {
            var name = role.Name.Replace("\"", "\"\"", StringComparison.Ordinal);
            Terminal.Warn($"the role {role.Name} was created without its login: alter role \"{name}\" login password '…'");
        }

        foreach (var path in restored.KeptKeys)
        {
            Terminal.Warn($"{path} is another key than in the backup, and was left: tokens that the backup's key signed are refused");
        }

        if (restored.ForeignUploads > 0)
        {
            Terminal.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{restored.ForeignUploads} files in the spool are not in the backup: they came after it, and are kept there"));
        }

        if (restored.Manifest.Versions.Missing > 0)
        {
            Terminal.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"the backup has no bytes of {restored.Manifest.Versions.Missing} versions of files "
                + $"(those with \"missing\" in versions.jsonl); their downloads fail"));
        }
    }

    /// <summary>A dump has no statistics, and without them Postgres plans badly until autovacuum has come by.</summary>
    private static async Task AnalyzeAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("set client_min_messages = error; analyze", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
