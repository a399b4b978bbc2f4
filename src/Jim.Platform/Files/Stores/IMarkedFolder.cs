namespace Jim.Platform.Files.Stores;

/// <summary>A folder that may have a mark in it. Every failure is an <see cref="ObjectStoreException"/>.</summary>
public interface IMarkedFolder
{
    /// <summary>What the mark says; null: there is none.</summary>
    Task<string?> ReadMarkAsync(CancellationToken cancellationToken);

    /// <summary>Whether nothing is in it.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    Task WriteMarkAsync(string text, CancellationToken cancellationToken);
}
