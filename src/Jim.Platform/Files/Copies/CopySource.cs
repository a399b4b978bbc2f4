using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Copies;

/// <summary>The bytes of a version on this machine's disk, from the spool or from a good copy, for as long as a copy of them is made.</summary>
internal sealed class CopySource : IAsyncDisposable
{
    private readonly Spool _spool;
    private readonly string? _fetched;

    private CopySource(Spool spool, Stream content, string? fetched) => (_spool, Content, _fetched) = (spool, content, fetched);

    public Stream Content { get; }

    /// <param name="spoolKey">Where the upload's bytes may still be; null: nowhere.</param>
    /// <param name="sources">Targets that have a good copy.</param>
    /// <returns>Null: the spool does not have them any more, and no copy can be read now and is right.</returns>
    /// <exception cref="GraphQLException">JIM_SPOOL_FULL: there is no room to fetch them.</exception>
    public static async Task<CopySource?> OpenAsync(
        StoredBytes version, string? spoolKey, IReadOnlyCollection<string> sources, Spool spool, FileTargets targets,
        CancellationToken cancellationToken)
    {
        if (spoolKey is not null && TryOpen(spool, spoolKey) is { } spooled)
        {
            return new CopySource(spool, spooled, null);
        }

        foreach (var source in targets.Among(sources))
        {
            try
            {
                await using var bytes = await source.GetAsync(version.ObjectKey, 0, version.Size, cancellationToken);
                var fetched = await spool.ReceiveAsync(bytes, version.Size, cancellationToken);
                if (fetched.Sha256.AsSpan().SequenceEqual(version.Sha256))
                {
                    return new CopySource(spool, spool.OpenRead(fetched.Key), fetched.Key);
                }

                spool.Remove(fetched.Key);
            }
            catch (Exception e) when (e is ObjectStoreException or IOException
                || (e is GraphQLException refused && refused.Errors[0].Code != ErrorTable.SpoolFull.Code))
            {
                // The next copy may be readable.
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        if (_fetched is not null)
        {
            _spool.Remove(_fetched);
        }
    }

    private static FileStream? TryOpen(Spool spool, string key)
    {
        try
        {
            return spool.OpenRead(key);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
