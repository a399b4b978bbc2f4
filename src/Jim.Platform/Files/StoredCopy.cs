using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>Proves that a target holds the bytes.</summary>
internal static class StoredCopy
{
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

        if (!receipt.Verified)
        {
            await using var stream = await store.GetAsync(key, 0, null, cancellationToken);
            if (!(await ContentHash.ComputeAsync(buffer => stream.ReadAsync(buffer, cancellationToken))).AsSpan().SequenceEqual(sha256))
            {
                throw new ObjectStoreException(StoreFailure.Unavailable, "The target took the object, but holds other bytes.");
            }
        }
    }
}
