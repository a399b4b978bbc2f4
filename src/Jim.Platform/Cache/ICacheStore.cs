namespace Jim.Platform.Cache;

/// <summary>
/// Where cached answers and the versions of their tags live: memory, or Redis for several nodes. No data of record: everything may vanish
/// at any time. Every call has a deadline of its own and throws <see cref="CacheUnavailableException"/> past it.
/// </summary>
public interface ICacheStore
{
    /// <summary>
    /// The present version of each tag. A tag that has none gets a fresh one that never stood before, so an evicted tag cannot bring old
    /// answers back.
    /// </summary>
    ValueTask<string[]> VersionsAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken);

    /// <summary>Raises each tag to transaction <paramref name="xid"/>; a tag that a later transaction raised already stays.</summary>
    ValueTask BumpAsync(IReadOnlyList<string> tags, ulong xid, CancellationToken cancellationToken);

    /// <summary>Null: not there.</summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    ValueTask SetAsync(string key, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken);
}
