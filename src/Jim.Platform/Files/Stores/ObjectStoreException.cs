namespace Jim.Platform.Files.Stores;

/// <summary>Why a store did not do it.</summary>
public enum StoreFailure
{
    /// <summary>No object under this key.</summary>
    Missing,

    /// <summary>The bytes are not those that the checksum or the length names. Trying again with the same source cannot help.</summary>
    WrongBytes,

    /// <summary>The store refuses for good (rights, a bad request, an unsafe key).</summary>
    Refused,

    /// <summary>Out of reach, overloaded, too slow or full: worth another try later.</summary>
    Unavailable,
}

/// <summary>A store's failure, classed. The message names no key and no secret.</summary>
public sealed class ObjectStoreException(StoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>True where a later try may succeed.</summary>
    public bool IsTransient => Failure is StoreFailure.Unavailable;
}
