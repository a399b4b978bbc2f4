namespace Jim.Platform.Files.Stores;

/// <summary>A folder of this machine's file system, which somebody else provides.</summary>
public sealed class MarkedDirectory(string root) : IMarkedFolder
{
    private readonly string _mark = Path.Combine(root, FolderMark.Name);

    public async Task<string?> ReadMarkAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The store's directory is not there.");
        }

        try
        {
            return await File.ReadAllTextAsync(_mark, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A disk's own folder for what its file system check finds.
            return Task.FromResult(Directory.EnumerateFileSystemEntries(root).All(path => Path.GetFileName(path) == "lost+found"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    public async Task WriteMarkAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var temporary = $"{_mark}.{Guid.NewGuid():N}";
            await File.WriteAllTextAsync(temporary, text, cancellationToken);
            Durable.Publish(temporary, _mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    private static ObjectStoreException Unusable(Exception e) =>
        new(StoreFailure.Unavailable, "The store's directory cannot be used, or its disk is full.", e);
}
