namespace Jim.Platform.Files.Stores;

/// <summary>The outcome of a finished put.</summary>
/// <param name="ETag">The store's own tag; null where it has none.</param>
/// <param name="Verified">
/// True: the store has checked the SHA-256 of the bytes that it holds. False: the caller must read the object back before it counts as a
/// copy.
/// </param>
public sealed record PutReceipt(string? ETag, bool Verified);
