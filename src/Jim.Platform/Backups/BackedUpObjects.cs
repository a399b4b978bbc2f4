using Jim.Platform.Files;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Backups;

/// <summary>
/// The bytes of all backups of a folder, each once, as <c>objects/xx/SHA-256</c>. A file has its name only when its bytes are on the disk
/// and have that digest.
/// </summary>
internal sealed class BackedUpObjects(string root)
{
    private readonly string _temporary = Path.Combine(root, ".tmp");

    /// <summary>Where the object is or would be.</summary>
    public string PathOf(string sha256) => Path.Combine(root, sha256[..2], sha256);

    /// <summary>Its bytes were proven when it was put there, and it still has its length.</summary>
    public bool Has(string sha256, long size) => new FileInfo(PathOf(sha256)) is { Exists: true } file && file.Length == size;

    /// <summary>Copies an object, and proves it as it is copied. False, and nothing is kept: these are other bytes.</summary>
    /// <param name="onRead">Told the bytes of each piece.</param>
    public async Task<bool> AddAsync(
        string sha256, long size, Stream content, Action<long> onRead, CancellationToken cancellationToken)
    {
        PrivateFile.MakeFolder(_temporary);
        var temporary = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = PrivateFile.Create(temporary))
            {
                if (await CopyAsync(content, file, size, onRead, cancellationToken) != sha256)
                {
                    return false;
                }

                file.Flush(flushToDisk: true);
            }

            var final = PathOf(sha256);
            PrivateFile.MakeFolder(Path.GetDirectoryName(final)!);
            Durable.Publish(temporary, final);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes what a run that was killed had begun to copy.</summary>
    public void RemoveLeftovers()
    {
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    /// <summary>Removes the objects that no backup names. Answers how many.</summary>
    public int RemoveUnnamed(IReadOnlySet<string> named)
    {
        var removed = 0;
        foreach (var path in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories) : [])
        {
            if (!named.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
                removed++;
            }
        }

        return removed;
    }

    private static async Task<string?> CopyAsync(
        Stream content, FileStream file, long size, Action<long> onRead, CancellationToken cancellationToken)
    {
        var copied = 0L;
        var hash = await ContentHash.ComputeAsync(async buffer =>
        {
            var read = copied > size ? 0 : await content.ReadAsync(buffer, cancellationToken);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            copied += read;
            onRead(read);
            return read;
        });
        return copied == size ? Convert.ToHexStringLower(hash) : null;
    }
}
