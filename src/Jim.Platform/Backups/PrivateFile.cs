using Jim.Platform.Files;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Backups;

/// <summary>Files and folders that only their owner may read (0600, 0700), since a backup holds all that the database holds.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the folder and those above it that are missing.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes an empty file to write.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>The name has the bytes, durably, or what it had before.</summary>
    public static void Write(string path, byte[] bytes)
    {
        using (var file = Create(path + ".part"))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        Durable.Publish(path + ".part", path);
    }

    /// <summary>The SHA-256 (lower case hex) and length of what is in the file.</summary>
    /// <param name="onRead">Told the bytes of each piece.</param>
    public static async ValueTask<(string Sha256, long Size)> MeasureAsync(
        string path, Action<long> onRead, CancellationToken cancellationToken)
    {
        var size = 0L;
        var hash = await ContentHash.ComputeAsync(
            path,
            read =>
            {
                size += read;
                onRead(read);
            },
            cancellationToken);
        return (Convert.ToHexStringLower(hash), size);
    }

    /// <summary>The file as the manifest tells of it, once its bytes are on the disk.</summary>
    public static async ValueTask<BackupFile> DescribeAsync(string folder, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        var (sha256, size) = await MeasureAsync(path, _ => { }, cancellationToken);
        return new BackupFile(name, size, sha256);
    }

    /// <summary>What is wrong with a file that should have these bytes; null: nothing.</summary>
    public static async ValueTask<string?> FindFaultAsync(
        string path, long size, string sha256, Action<long> onRead, CancellationToken cancellationToken)
    {
        try
        {
            var found = await MeasureAsync(path, onRead, cancellationToken);
            return found.Size != size ? $"it has {found.Size} bytes, and should have {size}"
                : found.Sha256 != sha256 ? "its bytes do not have the SHA-256 that was noted"
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "it is missing";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {e.Message}";
        }
    }
}
