using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>A stored version that the caller may read: what the headers need, and its bytes on demand.</summary>
/// <param name="VersionId">Also the strong ETag: bytes never change under it.</param>
/// <param name="MimeType">As sniffed; never the client's claim alone.</param>
/// <param name="Sha256">32 bytes.</param>
/// <param name="IsAttachment">True: a browser must not show it (it would run it), or the link asks for that.</param>
/// <param name="IsVersioned">True: the version was asked for by its id, so the answer never changes.</param>
public sealed record FileContent(
    Guid FileId, Guid VersionId, string Name, string MimeType, long Size, byte[] Sha256, DateTimeOffset StoredAt,
    bool IsAttachment, bool IsVersioned)
{
    internal string ObjectKey { get; init; } = string.Empty;

    /// <summary>Copies to try, in order.</summary>
    internal IReadOnlyList<IObjectStore> Copies { get; init; } = [];

    public string ETag => $"\"{VersionId:D}\"";

    /// <summary>
    /// The bytes from <paramref name="offset"/>, <paramref name="length"/> of them. A read of the whole never ends normally with wrong
    /// bytes: the last ones are held back until the hash of all is right. A stream that ends early throws as well.
    /// </summary>
    /// <exception cref="GraphQLException">JIM_FILE_UNAVAILABLE: no copy can be read now.</exception>
    public async Task<Stream> ReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        foreach (var store in Copies)
        {
            try
            {
                var bytes = await store.GetAsync(ObjectKey, offset, length, cancellationToken);
                return new VerifyingStream(bytes, length, offset == 0 && length == Size ? Sha256 : null);
            }
            catch (ObjectStoreException)
            {
                // Try the next copy.
            }
        }

        throw FileErrors.Unavailable();
    }
}
