using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Mirrors;

/// <summary>
/// A folder in which people find the files. Paths are relative, with <c>/</c> between safe names. No call follows a link below the folder, and
/// none but <see cref="AdoptAsync"/> writes or deletes anything where the folder's mark is not there. Every failure is an
/// <see cref="ObjectStoreException"/>.
/// </summary>
public interface IMirrorFolder : IAsyncDisposable
{
    /// <summary>Where it is, for operators: without secrets.</summary>
    string Address { get; }

    /// <summary>Where this does not throw, the folder can be reached and has its mark.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Gives the folder its mark, whatever it has in it.</summary>
    Task AdoptAsync(CancellationToken cancellationToken);

    /// <summary>What stands at a path and on the way to it.</summary>
    Task<FoundEntry> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes the file durably or not at all, in place of one that is there.</summary>
    /// <param name="content">A seekable stream, read from its beginning; left open.</param>
    /// <param name="name">Of the temporary file.</param>
    Task WriteAsync(string path, MirroredFile file, Stream content, string name, CancellationToken cancellationToken);

    /// <summary>Removes temporary files whose names begin like this: a worker that was killed has left them.</summary>
    Task CleanAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Renames a file or a folder; folders that are empty then go. Nothing may stand at <paramref name="to"/>.</summary>
    Task MoveAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Removes a file, or a folder with all that is in it; folders that are empty then go too.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>The SHA-256 of a file.</summary>
    Task<byte[]> HashAsync(string path, CancellationToken cancellationToken);
}

/// <summary>The bytes of a file in a mirror.</summary>
/// <param name="Sha256">32 bytes.</param>
/// <param name="Modified">The time that people see beside it.</param>
public sealed record MirroredFile(long Length, byte[] Sha256, DateTime Modified);

/// <summary>What stands at a path.</summary>
/// <param name="Obstacle">Which part of the path is a link, or is no folder where one must be; null: none.</param>
/// <param name="Length">Of the file that is there; null: there is none.</param>
/// <param name="IsFolder">A folder stands there.</param>
public sealed record FoundEntry(int? Obstacle, long? Length, bool IsFolder)
{
    public bool IsNothing => Obstacle is null && Length is null && !IsFolder;
}
