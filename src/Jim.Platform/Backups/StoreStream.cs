using Jim.Platform.Files.Stores;

namespace Jim.Platform.Backups;

/// <summary>
/// Reads from a store. What goes wrong in the middle is an <see cref="ObjectStoreException"/>, as it is at the beginning.
/// </summary>
internal sealed class StoreStream(Stream inner) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The store broke off in the middle of an object.", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
