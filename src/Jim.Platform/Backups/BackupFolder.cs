using System.Globalization;
using System.Text.RegularExpressions;
using Jim.Platform.Files;

namespace Jim.Platform.Backups;

/// <summary>
/// The folder that <c>./jim backup</c> is given: a folder for each backup, named by its time, and the objects of all of them. One process
/// writes there at a time; the lock ends with the process that holds it.
/// </summary>
internal sealed partial class BackupFolder : IDisposable
{
    public const string DumpName = "database.dump";
    public const string VersionsName = "versions.jsonl";
    private const string UnfinishedPrefix = ".unfinished-";
    private readonly FileStream? _lock;

    private BackupFolder(string path, FileStream? held)
    {
        Path = path;
        _lock = held;
        Objects = new BackedUpObjects(System.IO.Path.Combine(path, "objects"));
    }

    public string Path { get; }

    public BackedUpObjects Objects { get; }

    /// <summary>
    /// Makes the folder where it is missing, and removes what a backup that was broken off has left besides whole objects.
    /// </summary>
    /// <exception cref="BackupException">Another process uses the folder.</exception>
    public static BackupFolder OpenToWrite(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        PrivateFile.MakeFolder(full);
        var folder = new BackupFolder(full, Lock(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        foreach (var left in Directory.EnumerateDirectories(full, UnfinishedPrefix + "*"))
        {
            Directory.Delete(left, recursive: true);
        }

        folder.Objects.RemoveLeftovers();
        return folder;
    }

    /// <summary>The folder may be on a disk that cannot be written.</summary>
    /// <exception cref="BackupException">A backup is being made there, or there is none.</exception>
    public static BackupFolder OpenToRead(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var isLocked = File.Exists(System.IO.Path.Combine(full, ".lock"));
        var folder = new BackupFolder(full, isLocked ? Lock(full, FileMode.Open, FileAccess.Read, FileShare.Read) : null);
        if (!Directory.Exists(full) || folder.List().Count == 0)
        {
            folder.Dispose();
            throw new BackupException($"{full} holds no whole backup. A backup is a folder with a {BackupManifest.FileName}.");
        }

        return folder;
    }

    /// <summary>The names of the whole backups, the oldest first.</summary>
    public IReadOnlyList<string> List() =>
    [
        .. Directory.EnumerateDirectories(Path).Select(folder => System.IO.Path.GetFileName(folder))
            .Where(name => Name().IsMatch(name) && File.Exists(System.IO.Path.Combine(Path, name, BackupManifest.FileName)))
            .Order(StringComparer.Ordinal),
    ];

    public string PathOf(string backup) => System.IO.Path.Combine(Path, backup);

    /// <summary>Null where the manifest is damaged.</summary>
    public BackupManifest? ReadManifest(string backup) =>
        BackupManifest.Parse(File.ReadAllBytes(System.IO.Path.Combine(Path, backup, BackupManifest.FileName)));

    /// <summary>A new folder that is no backup yet.</summary>
    public string Begin()
    {
        var path = System.IO.Path.Combine(Path, UnfinishedPrefix + Guid.NewGuid().ToString("N"));
        PrivateFile.MakeFolder(path);
        return path;
    }

    /// <summary>Makes the folder a backup: it gets its manifest, and then its name. Answers the name.</summary>
    public string Finish(string unfinished, BackupManifest manifest)
    {
        PrivateFile.Write(System.IO.Path.Combine(unfinished, BackupManifest.FileName), manifest.Render());
        var time = manifest.TakenAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH-mm-ss-fff'Z'", CultureInfo.InvariantCulture);
        Directory.Move(unfinished, PathOf(time));
        Durable.FlushDirectory(Path);
        return time;
    }

    /// <summary>Removes all backups but the newest, and then the objects that none of those names.</summary>
    /// <exception cref="BackupException">The list of a backup that stays is damaged, so that nobody knows which objects it
    /// needs.</exception>
    public async Task<(int Backups, int Objects)> KeepAsync(int newest, CancellationToken cancellationToken)
    {
        var all = List();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backup in all.TakeLast(newest))
        {
            await AddNamedAsync(backup, named, cancellationToken);
        }

        foreach (var old in all.SkipLast(newest))
        {
            // Without its manifest it is no backup any more, however far the removal comes.
            File.Delete(System.IO.Path.Combine(Path, old, BackupManifest.FileName));
            Directory.Delete(PathOf(old), recursive: true);
        }

        return (Math.Max(0, all.Count - newest), Objects.RemoveUnnamed(named));
    }

    public void Dispose() => _lock?.Dispose();

    private async Task AddNamedAsync(string backup, HashSet<string> named, CancellationToken cancellationToken)
    {
        var list = System.IO.Path.Combine(Path, backup, VersionsName);
        var told = ReadManifest(backup)?.Versions.List;
        if (told is null || await PrivateFile.FindFaultAsync(list, told.Size, told.Sha256, _ => { }, cancellationToken) is not null)
        {
            throw new BackupException(
                $"Nothing old was removed, because {PathOf(backup)} is damaged: its list of objects cannot be read. "
                + "Remove that folder, or put it back from another copy.");
        }

        await foreach (var version in BackedUpVersion.ReadAllAsync(list, cancellationToken))
        {
            named.Add(version.Sha256);
        }
    }

    private static FileStream Lock(string folder, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
            if (mode == FileMode.OpenOrCreate && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(System.IO.Path.Combine(folder, ".lock"), options);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new BackupException($"Another ./jim backup or restore uses {folder}, or its disk fails: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9-]{12}Z\z")]
    private static partial Regex Name();
}
