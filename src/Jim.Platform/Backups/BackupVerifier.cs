using System.Collections.Concurrent;
using System.Text.Json;

namespace Jim.Platform.Backups;

/// <summary>Reads backups again, every byte, and compares it with the digests that were noted when they were made.</summary>
public static class BackupVerifier
{
    private const int FilesAtOnce = 4;

    /// <summary>Each fault names a file; none: the backups are as they were made.</summary>
    /// <param name="backup">The name of the backup, which is that of its folder; null: all backups.</param>
    /// <exception cref="BackupException">There is no such backup.</exception>
    public static async Task<VerifyOutcome> VerifyAsync(
        string path, string? backup, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        using var folder = BackupFolder.OpenToRead(path);
        var names = backup is null ? folder.List() : [Choose(folder, backup)];
        var faults = new List<string>();
        var proven = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            faults.AddRange(await FindFaultsAsync(folder, name, proven, report, cancellationToken));
        }

        return new VerifyOutcome([.. names], proven.Count, [.. faults]);
    }

    /// <summary>The backup of this name, or the newest.</summary>
    /// <exception cref="BackupException">There is no such backup.</exception>
    internal static string Choose(BackupFolder folder, string? backup)
    {
        var all = folder.List();
        return backup is null ? all[^1]
            : all.Contains(backup) ? backup
            : throw new BackupException($"{folder.Path} has no backup {backup}. It has: {string.Join(", ", all)}.");
    }

    /// <param name="proven">What was found of each object by its SHA-256: empty where it is right.</param>
    internal static async Task<IReadOnlyList<string>> FindFaultsAsync(
        BackupFolder folder, string backup, ConcurrentDictionary<string, string> proven, Action<BackupProgress> report,
        CancellationToken cancellationToken)
    {
        var path = folder.PathOf(backup);
        if (folder.ReadManifest(backup) is not { } manifest)
        {
            return [$"{Path.Combine(path, BackupManifest.FileName)}: its bytes are not those that were written"];
        }

        var faults = new ConcurrentBag<string>();
        var bytes = manifest.Dump.Size + manifest.Versions.List.Size + manifest.Versions.Bytes;
        var progress = new StepProgress("verifying", bytes, report);
        foreach (var file in (BackupFile[])[manifest.Dump, manifest.Versions.List, .. manifest.Keys])
        {
            var name = Path.Combine(path, file.Name);
            if (await PrivateFile.FindFaultAsync(name, file.Size, file.Sha256, progress.Add, cancellationToken) is { } fault)
            {
                faults.Add($"{name}: {fault}");
            }
        }

        try
        {
            await Parallel.ForEachAsync(
                BackedUpVersion.ReadAllAsync(Path.Combine(path, BackupFolder.VersionsName), cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken },
                async (version, stop) =>
                {
                    if (version.Missing is null
                        && await FindFaultAsync(folder.Objects, version, proven, progress, stop) is { Length: > 0 } fault)
                    {
                        faults.Add($"{folder.Objects.PathOf(version.Sha256)}: {fault}; it is {version.Title}");
                    }
                });
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // The list is damaged, which its digest has told.
        }

        return [.. faults.Order(StringComparer.Ordinal)];
    }

    private static async ValueTask<string> FindFaultAsync(
        BackedUpObjects objects, BackedUpVersion version, ConcurrentDictionary<string, string> proven, StepProgress progress,
        CancellationToken cancellationToken)
    {
        if (proven.TryGetValue(version.Sha256, out var known))
        {
            progress.Add(version.Size);
            return known;
        }

        var path = objects.PathOf(version.Sha256);
        return proven[version.Sha256] =
            await PrivateFile.FindFaultAsync(path, version.Size, version.Sha256, progress.Add, cancellationToken) ?? string.Empty;
    }
}

/// <summary>What a verification has found.</summary>
/// <param name="Backups">The names of the backups that were read.</param>
/// <param name="Objects">How many different objects they have.</param>
/// <param name="Faults">A line for each file that is not as it was written.</param>
public sealed record VerifyOutcome(ImmutableArray<string> Backups, int Objects, ImmutableArray<string> Faults);
