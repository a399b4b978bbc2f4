using System.Globalization;
using Jim.Platform.Backups;
using Jim.Platform.Files.Copies;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// <c>backup DIR</c>: writes a backup beside earlier ones. Exit code 0: whole; 1: made, and the bytes of the files that it names could not
/// be had; 2: none was made.
/// </summary>
public static class BackupCommand
{
    private const string Kept = "What was copied so far is kept: the next ./jim backup with this folder goes on from there.";

    /// <param name="keep">Afterwards all but so many of the newest backups are removed; null: none is.</param>
    public static async Task<int> RunAsync(JimSettings settings, string folder, int? keep, CancellationToken cancellationToken)
    {
        if (keep < 1)
        {
            throw new SettingsException("--keep takes a number of at least 1.");
        }

        await using var dataSource = NpgsqlDataSource.Create(settings.BuildConnectionString());
        await using var targets = StoreBuilder.Build(settings, dataSource, TimeProvider.System);
        var places = BuildPlaces(settings, targets);
        try
        {
            var made = await BackupProgressLine.ShowAsync(
                report => BackupWriter.WriteAsync(folder, places, report, cancellationToken));
            var versions = made.Manifest.Versions;
            DatabaseCommands.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"made {made.Path}: the database ({BackupProgressLine.WriteBytes(made.Manifest.Dump.Size)}) and "
                + $"{versions.Count - versions.Missing:N0} versions of files ({BackupProgressLine.WriteBytes(versions.Bytes)})"));
            foreach (var lost in made.Missing)
            {
                DatabaseCommands.Say($"missing: {lost.Title}: {lost.Missing}");
            }

            if (keep is { } newest)
            {
                var (backups, objects) = await BackupWriter.KeepAsync(folder, newest, cancellationToken);
                DatabaseCommands.Say(string.Create(
                    CultureInfo.InvariantCulture, $"removed {backups} older backups and {objects} objects that no backup needs"));
            }

            return made.Missing.IsEmpty ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            DatabaseCommands.Say(Kept);
            throw;
        }
        catch (IOException e)
        {
            throw new BackupException(
                $"{e.Message} No backup was made. {Kept} Make room in {folder} (--keep removes old backups), or check it.", e);
        }
    }

    /// <summary>Exit code 0: every byte is as it was written; 1: the files that are named are not.</summary>
    /// <param name="backup">The name of the backup; null: all.</param>
    public static async Task<int> VerifyAsync(string folder, string? backup, CancellationToken cancellationToken)
    {
        var found = await BackupProgressLine.ShowAsync(report => BackupVerifier.VerifyAsync(folder, backup, report, cancellationToken));
        foreach (var fault in found.Faults)
        {
            DatabaseCommands.Say($"damaged: {fault}");
        }

        DatabaseCommands.Say(found.Faults.IsEmpty
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Backups.Length:N0} backups and their {found.Objects:N0} objects are as they were written")
            : "Put these files back from another copy. Without one, remove the damaged objects: the next ./jim backup copies them again, "
                + "if the store still has them.");
        return found.Faults.IsEmpty ? 0 : 1;
    }

    /// <summary>Everything that a backup takes, and a restore fills.</summary>
    internal static BackupPlaces BuildPlaces(JimSettings settings, FileTargets targets) => new(
        settings.BuildOwnerConnectionString(), targets, settings.BuildFilesOptions().SpoolPath, settings.Data,
        [Path.GetRelativePath(settings.Data, settings.BuildDevelopmentIssuerOptions().KeyFile)],
        [.. settings.Given.Where(g => !g.Setting.Secret).Select(g => new BackupSetting(g.Setting.Name, g.Shown))],
        typeof(BackupCommand).Assembly.GetName().Version!.ToString(3))
    {
        ProgramPath = Environment.GetEnvironmentVariable("PATH") ?? string.Empty,
    };
}
