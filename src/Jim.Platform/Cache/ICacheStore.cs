namespace Jim.Platform.Cache;

/// <summary>
/// Holds cached answers and the versions of their tags: in memory, or in Redis for several nodes. Anything in it may be lost at any time.
/// Every call has a deadline of its own and throws <see cref="CacheUnavailableException"/> when it passes.
/// </summary>
public interface ICacheStore
{
    /// <summary>
    /// The current version of each tag, in the order of <paramref name="tags"/>. A tag without one gets a new version that it never had
    /// before, so that answers from before its eviction are not found again.
    /// </summary>
    ValueTask<string[]> GetVersionsAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken);

    /// <summary>Sets each tag's version to that of a commit, unless a later commit has set it already.</summary>
    /// <param name="progress"><see cref="Jim.Postgres.Changes.PgSnapshot.Progress"/> of a snapshot that sees the commit.</param>
    ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken);

    /// <summary>The entry's bytes; null where there is none.</summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps the bytes for at most <paramref name="timeToLive"/>.</summary>
    ValueTask SetAsync(string key, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken);
}
