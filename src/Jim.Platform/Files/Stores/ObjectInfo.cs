namespace Jim.Platform.Files.Stores;

/// <summary>What a store knows of an object without reading it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">The store's own tag; null where it has none.</param>
public sealed record ObjectInfo(long Length, string? ETag);
