namespace Jim.Platform.Files.Stores;

/// <summary>Why a call to a store failed.</summary>
public enum StoreFailure
{
    /// <summary>No object under this key.</summary>
    Missing,

    /// <summary>The bytes do not have the given checksum or length. Trying again with the same source cannot help.</summary>
    WrongBytes,

    /// <summary>The store refuses the request, and would refuse it again (a bad request, an unsafe key).</summary>
    Refused,

    /// <summary>The store cannot be reached, is overloaded, too slow or full, or refuses the access key: worth another try later.</summary>
    Unavailable,
}

/// <summary>A failed call to a store. The message contains no key and no secret.</summary>
public sealed class ObjectStoreException(StoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>True where a later try may succeed.</summary>
    public bool IsTransient => Failure is StoreFailure.Unavailable;
}
