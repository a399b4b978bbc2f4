using Jim.Platform.Files.Spooling;
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

    /// <summary>Copies to try, in order: those that were last found to be right first.</summary>
    internal IReadOnlyList<IObjectStore> Copies { get; init; } = [];

    /// <summary>How many of <see cref="Copies"/>, from the end, were found to be wrong at some time.</summary>
    internal int Suspects { get; init; }

    /// <summary>The digests of its blocks are known, so that a part can be proven without reading the rest.</summary>
    internal bool HasBlocks { get; init; }

    internal FileProofs Proofs { get; init; } = null!;

    public string ETag => $"\"{VersionId:D}\"";

    /// <summary>
    /// All bytes. The read never ends normally with wrong bytes: the last ones are held back until the hash of all is right. A stream that
    /// ends early throws as well.
    /// </summary>
    /// <exception cref="GraphQLException">JIM_FILE_UNAVAILABLE: no copy can be read now.</exception>
    public async Task<Stream> ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var store in Copies)
        {
            try
            {
                return await ReadCopyAsync(store, cancellationToken);
            }
            catch (ObjectStoreException)
            {
                // Try the next copy.
            }
        }

        throw FileErrors.Unavailable();
    }

    /// <summary>
    /// The bytes from <paramref name="offset"/>, <paramref name="length"/> of them, at least one. Each is proven before it is given, and
    /// the first ones when this returns; where that becomes impossible later, the stream throws <see cref="InvalidDataException"/>.
    /// </summary>
    /// <exception cref="GraphQLException">JIM_FILE_UNAVAILABLE: no copy can be read now and is right.</exception>
    public async Task<Stream> ReadRangeAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var first = offset / BlockDigests.BlockSize;
        var digests = await Proofs.FindAsync(this, first, BlockDigests.Count(offset + length) - first, cancellationToken);
        var range = new ProvenRange(this, Proofs, digests, offset, length);
        try
        {
            await range.BeginAsync(cancellationToken);
            return range;
        }
        catch (InvalidDataException)
        {
            await range.DisposeAsync();
            throw FileErrors.Unavailable();
        }
        catch
        {
            await range.DisposeAsync();
            throw;
        }
    }

    /// <summary>All bytes of one copy; what is found out of it is kept.</summary>
    /// <exception cref="ObjectStoreException">It cannot be read.</exception>
    internal async Task<Stream> ReadCopyAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        Stream bytes;
        try
        {
            bytes = await store.GetAsync(ObjectKey, 0, Size, cancellationToken);
        }
        catch (ObjectStoreException e) when (e.Failure == StoreFailure.Missing)
        {
            await Proofs.SuspectAsync(this, store);
            throw;
        }

        var blocks = HasBlocks ? null : new BlockDigests();
        return new VerifyingStream(bytes, Size, Sha256, blocks, JudgeAsync);

        async Task JudgeAsync(bool isRight)
        {
            if (!isRight)
            {
                await Proofs.SuspectAsync(this, store);
                return;
            }

            await Proofs.TrustAsync(this, store);
            if (blocks is not null)
            {
                await Proofs.StoreAsync(VersionId, blocks.End());
            }
        }
    }

    internal bool IsSuspect(IObjectStore store) => Copies.Skip(Copies.Count - Suspects).Contains(store);
}
