using Jim.Platform.Cache;

namespace Jim.Platform.Persisted;

/// <summary>
/// Texts that clients sent with their hash (automatic persisted queries), stored so that their next requests need only send the hash. A
/// text may be dropped at any time: the answer is then <c>PersistedQueryNotFound</c>, and the client sends the text again.
/// </summary>
/// <param name="shared">Redis, so that a text sent to one node is known to all; null: the memory of this process alone.</param>
/// <param name="caches">How much memory the texts take here.</param>
public sealed class AutomaticQueries(ICacheStore? shared, CacheOptions? caches = null)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);
    private readonly GenerationCache<string, byte[]> _local = new(entriesMax: 100_000, StringComparer.Ordinal)
    {
        BytesMax = (caches ?? CacheOptions.Default).Texts / 2, SizeOf = text => text.Length + 300, Name = "texts",
    };

    /// <summary>Null: not known, or the shared store does not answer.</summary>
    public async ValueTask<byte[]?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        if (_local.TryGet(hash, out var local))
        {
            return local;
        }

        if (shared is null || await ReadSharedAsync(shared, hash, cancellationToken) is not { } found
            || DocumentHash.Compute(found) != hash)
        {
            return null;
        }

        _local.Set(hash, found);
        return found;
    }

    /// <summary>Stores a valid text. It is written to Redis also where this node knows it already: Redis may have lost it.</summary>
    public async ValueTask StoreAsync(string hash, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var owned = text.ToArray();
        _local.Set(hash, owned);
        if (shared is null)
        {
            return;
        }

        try
        {
            await shared.SetAsync(CreateKey(hash), [], owned, TimeToLive, cancellationToken);
        }
        catch (CacheUnavailableException)
        {
            // This node knows the text; another node asks its client for it.
        }
    }

    private static async ValueTask<byte[]?> ReadSharedAsync(ICacheStore shared, string hash, CancellationToken cancellationToken)
    {
        try
        {
            return (await shared.FindAsync(CreateKey(hash), [], cancellationToken)).Value?.ToArray();
        }
        catch (CacheUnavailableException)
        {
            return null;
        }
    }

    private static string CreateKey(string hash) => "query:" + hash;
}
