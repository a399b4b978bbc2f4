namespace Jim.Platform.Files.Stores;

/// <summary>What a store says about a finished put.</summary>
/// <param name="ETag">The store's own tag; null where it has none.</param>
/// <param name="Verified">
/// True: the SHA-256 of the bytes at rest was checked by the store (or re-read by it). False: the caller must read the object again before
/// it counts as a copy.
/// </param>
public sealed record PutReceipt(string? ETag, bool Verified);
