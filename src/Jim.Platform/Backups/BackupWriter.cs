using Jim.Platform.Files.Spooling;

namespace Jim.Platform.Backups;

/// <summary>
/// Makes a backup: one moment of the database and the bytes of every file of that moment. Requests go on meanwhile. Objects that the
/// folder has are not copied again. Broken off at any point it leaves whole objects, and nothing that looks like a backup.
/// </summary>
public static class BackupWriter
{
    private const int CopiesAtOnce = 4;

    /// <summary>
    /// Makes a backup in a folder, which need not exist. Versions of files whose bytes cannot be had are named, and the rest is kept.
    /// </summary>
    /// <param name="report">Told how far it is, by several threads.</param>
    /// <exception cref="BackupException">No backup was made.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The same: the database is away or refuses.</exception>
    /// <exception cref="IOException">The same: the disk of the backup fails or is full.</exception>
    public static async Task<BackupOutcome> WriteAsync(
        string path, BackupPlaces places, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        using var folder = BackupFolder.OpenToWrite(path);
        var unfinished = folder.Begin();
        try
        {
            return await WriteAsync(folder, unfinished, places, report, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    /// <summary>Removes all backups of a folder but the newest, and the objects that none of those needs.</summary>
    /// <exception cref="BackupException">A backup that stays is damaged; nothing was removed.</exception>
    public static async Task<(int Backups, int Objects)> KeepAsync(string path, int newest, CancellationToken cancellationToken)
    {
        using var folder = BackupFolder.OpenToWrite(path);
        return await folder.KeepAsync(newest, cancellationToken);
    }

    private static async Task<BackupOutcome> WriteAsync(
        BackupFolder folder, string unfinished, BackupPlaces places, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        var listed = Path.Combine(unfinished, "listed.jsonl");
        DateTimeOffset takenAt;
        BackupDatabase database;
        Data.Migrations.AppliedMigrations migrations;
        long bytes;
        await using (var snapshot = await DatabaseSnapshot.OpenAsync(places.OwnerConnectionString, cancellationToken))
        {
            takenAt = snapshot.TakenAt;
            migrations = await snapshot.ReadMigrationsAsync(cancellationToken);
            database = await snapshot.ReadDatabaseAsync(cancellationToken);
            (_, bytes) = await snapshot.CountVersionsAsync(cancellationToken);
            await ListAsync(snapshot, listed, cancellationToken);
            await DatabaseDump.WriteAsync(
                places, snapshot, Path.Combine(unfinished, BackupFolder.DumpName), report, cancellationToken);
        }

        var dump = await PrivateFile.DescribeAsync(unfinished, BackupFolder.DumpName, cancellationToken);
        var progress = new StepProgress("copying files", bytes, report);
        var (versions, missing) = await CopyAsync(folder, unfinished, listed, places, progress, cancellationToken);
        File.Delete(listed);
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, places.Version, takenAt, database, migrations, places.Settings, dump, versions,
            await CopyKeysAsync(unfinished, places, cancellationToken));
        return new BackupOutcome(folder.PathOf(folder.Finish(unfinished, manifest)), manifest, missing);
    }

    private static async Task ListAsync(DatabaseSnapshot snapshot, string path, CancellationToken cancellationToken)
    {
        await using var list = new StreamWriter(PrivateFile.Create(path));
        await foreach (var version in snapshot.ReadVersionsAsync(cancellationToken))
        {
            await list.WriteAsync(version.Write() + '\n');
        }
    }

    private static async Task<(BackupVersions Versions, ImmutableArray<BackedUpVersion> Missing)> CopyAsync(
        BackupFolder folder, string unfinished, string listed, BackupPlaces places, StepProgress progress,
        CancellationToken cancellationToken)
    {
        var spool = Directory.Exists(places.Spool) ? new Spool(places.Spool, 0) : null;
        var source = new ObjectSource(places.Targets, spool, folder.Objects);
        var missing = ImmutableArray.CreateBuilder<BackedUpVersion>();
        var (count, bytes) = (0L, 0L);
        var gate = new Lock();
        await using (var list = new StreamWriter(PrivateFile.Create(Path.Combine(unfinished, BackupFolder.VersionsName))))
        {
            await Parallel.ForEachAsync(
                BackedUpVersion.ReadAllAsync(listed, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = CopiesAtOnce, CancellationToken = cancellationToken },
                async (version, stop) =>
                {
                    var why = await source.CopyAsync(version, progress.Add, stop);
                    if (why is not null && version.State == "failed")
                    {
                        return; // its upload failed, and its bytes may be gone for good
                    }

                    var copied = version with { Missing = why };
                    lock (gate)
                    {
                        list.Write(copied.Write() + '\n');
                        count++;
                        bytes += why is null ? version.Size : 0;
                        if (why is not null)
                        {
                            missing.Add(copied);
                        }
                    }
                });
        }

        var file = await PrivateFile.DescribeAsync(unfinished, BackupFolder.VersionsName, cancellationToken);
        return (new BackupVersions(file, count, missing.Count, bytes), missing.ToImmutable());
    }

    private static async Task<ImmutableArray<BackupFile>> CopyKeysAsync(
        string unfinished, BackupPlaces places, CancellationToken cancellationToken)
    {
        var keys = ImmutableArray.CreateBuilder<BackupFile>();
        foreach (var name in places.KeyFiles.Where(name => File.Exists(Path.Combine(places.Data, name))))
        {
            var copy = Path.Combine(unfinished, "keys", name);
            PrivateFile.MakeFolder(Path.GetDirectoryName(copy)!);
            PrivateFile.Write(copy, File.ReadAllBytes(Path.Combine(places.Data, name)));
            keys.Add(await PrivateFile.DescribeAsync(unfinished, $"keys/{name}", cancellationToken));
        }

        return keys.ToImmutable();
    }
}

/// <summary>A backup that was made.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Missing">The versions of files whose bytes could not be had, each with why.</param>
public sealed record BackupOutcome(string Path, BackupManifest Manifest, ImmutableArray<BackedUpVersion> Missing);
