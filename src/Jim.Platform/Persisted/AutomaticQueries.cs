using Jim.Platform.Cache;

namespace Jim.Platform.Persisted;

/// <summary>
/// Texts that clients sent with their hash (automatic persisted queries), kept so that the next request need only name it. Nothing here is
/// of record: what is forgotten is answered <c>PersistedQueryNotFound</c>, and the client sends the text again.
/// </summary>
/// <param name="shared">Redis, so that a text told to one node is known to all; null: this node's memory alone.</param>
public sealed class AutomaticQueries(ICacheStore? shared)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);
    private readonly BoundedTexts _near = new(entriesMax: 2000, bytesMax: 8 << 20);

    /// <summary>Null: not known, or the shared store does not answer.</summary>
    public async ValueTask<byte[]?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        if (_near.Find(hash) is { } near)
        {
            return near;
        }

        if (shared is null || await ReadSharedAsync(shared, hash, cancellationToken) is not { } far || DocumentHash.Of(far) != hash)
        {
            return null;
        }

        _near.Keep(hash, far);
        return far;
    }

    /// <summary>Keeps a text that is valid. It is told to the others even where this node knows it: Redis may have lost it.</summary>
    public async ValueTask KeepAsync(string hash, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var owned = text.ToArray();
        _near.Keep(hash, owned);
        if (shared is null)
        {
            return;
        }

        try
        {
            await shared.SetAsync(KeyOf(hash), owned, TimeToLive, cancellationToken);
        }
        catch (CacheUnavailableException)
        {
            // This node knows it; another asks its client for the text.
        }
    }

    private static async ValueTask<byte[]?> ReadSharedAsync(ICacheStore shared, string hash, CancellationToken cancellationToken)
    {
        try
        {
            return await shared.GetAsync(KeyOf(hash), cancellationToken);
        }
        catch (CacheUnavailableException)
        {
            return null;
        }
    }

    private static string KeyOf(string hash) => "query:" + hash;
}
