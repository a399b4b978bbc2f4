namespace Jim.Platform.Cache;

/// <summary>
/// Holds values and the versions of the tags that they were kept under: in memory, or in Redis for several nodes. Anything in it may be
/// lost at any time. Every call has a deadline of its own and throws <see cref="CacheUnavailableException"/> when it passes.
/// </summary>
public interface ICacheStore
{
    /// <summary>
    /// The present version of each tag, and the value that was kept under exactly these. A tag without one gets a version that it never had
    /// before, so that what was kept before the tag was lost is not found again.
    /// </summary>
    ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken);

    /// <summary>
    /// Sets each tag's version to that of a commit, unless a later commit has set it already. A tag without a version is left so: nothing
    /// is kept under it, and the next version that it gets is another one in any case.
    /// </summary>
    /// <param name="progress"><see cref="Jim.Postgres.Changes.PgSnapshot.Progress"/> of a snapshot that sees the commit.</param>
    ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken);

    /// <summary>Keeps the value in place of an earlier one, for at most <paramref name="timeToLive"/>.</summary>
    /// <param name="key">A text of ASCII.</param>
    /// <param name="versions">Those of its tags, as they were found before it was made.</param>
    /// <param name="value">The value; the caller does not change it any more.</param>
    /// <param name="timeToLive">How long it may be found.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask SetAsync(
        string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken);
}

/// <summary>What a store has of a key.</summary>
/// <param name="Versions">The present version of each tag that was asked for, in their order.</param>
/// <param name="Value">What was kept under these versions; null: nothing.</param>
public readonly record struct CacheEntry(IReadOnlyList<string> Versions, ReadOnlyMemory<byte>? Value);
