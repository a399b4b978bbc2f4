using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Copies;

/// <summary>Makes a copy and proves that the target holds the bytes.</summary>
internal static class StoredCopy
{
    /// <param name="content">The version's bytes; read from their beginning, left open.</param>
    /// <exception cref="ObjectStoreException">
    /// Unavailable also when the copy is not what was put: it may be after another put.
    /// </exception>
    public static async Task<VerifiedCopy> MakeAsync(
        FileTarget target, StoredBytes version, Stream content, CancellationToken cancellationToken)
    {
        var receipt = await Steps.RunAsync(
            Steps.Put,
            () => target.PutAsync(version.ObjectKey, content, version.Size, version.Sha256, version.MimeType, cancellationToken));
        await Steps.RunAsync(
            Steps.Verify, () => VerifyAsync(target, version.ObjectKey, receipt, version.Size, version.Sha256, cancellationToken));
        return new VerifiedCopy(target.Target, receipt.ETag);
    }

    /// <summary>
    /// The object must be there with its length, whatever the put answered (a store can be wrong); where the store did not check the bytes,
    /// all of them are read again and hashed.
    /// </summary>
    /// <exception cref="ObjectStoreException">Unavailable when the copy is not what was put: it may be after another put.</exception>
    public static async Task VerifyAsync(
        IObjectStore store, string key, PutReceipt receipt, long size, byte[] sha256, CancellationToken cancellationToken)
    {
        if ((await store.HeadAsync(key, cancellationToken))?.Length != size)
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The target took the object, but does not have it.");
        }

        if (!receipt.Verified && !await HoldsAsync(store, key, sha256, cancellationToken))
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The target took the object, but holds other bytes.");
        }
    }

    /// <summary>Reads all bytes of the copy. False: they are others.</summary>
    public static async Task<bool> HoldsAsync(IObjectStore store, string key, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var stream = await store.GetAsync(key, 0, null, cancellationToken);
        return (await ContentHash.ComputeAsync(buffer => stream.ReadAsync(buffer, cancellationToken))).AsSpan().SequenceEqual(sha256);
    }
}
