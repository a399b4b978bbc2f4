namespace Jim.Platform.Files.Stores;

/// <summary>
/// Keeps objects under immutable keys, in a directory or an S3 bucket. Keys are segments of <c>[A-Za-z0-9._-]</c> separated by <c>/</c>. A
/// second put of the same bytes under the same key is harmless. Every failure is an <see cref="ObjectStoreException"/>.
/// </summary>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>The name under which <c>jim.replicas</c> knows this place.</summary>
    string Target { get; }

    /// <summary>Where it is, for operators: without keys and secrets.</summary>
    string Address { get; }

    /// <summary>Asks it for something small: where this does not throw, it can be reached and the keys are right.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the object durably or not at all, and refuses bytes whose SHA-256 is not <paramref name="sha256"/>. The receipt says whether
    /// the store itself has verified the bytes that it now holds.
    /// </summary>
    /// <param name="content">A seekable stream, read from its beginning; left open.</param>
    Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken);

    /// <summary>
    /// The bytes from <paramref name="offset"/>, <paramref name="length"/> of them or all that follow. The caller disposes the stream.
    /// </summary>
    Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken);

    /// <summary>Null where there is no such object.</summary>
    Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys of all objects, in no order; objects that others made in the same place have keys of any form.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the object. That there is none is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
