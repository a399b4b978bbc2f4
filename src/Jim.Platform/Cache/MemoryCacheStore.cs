using System.Collections.Concurrent;

namespace Jim.Platform.Cache;

/// <summary>The store of a single process. It is bounded in bytes; when it is full, the older half of the entries is removed.</summary>
public sealed class MemoryCacheStore : ICacheStore
{
    private const int TagsMax = 100_000;
    private readonly TimeProvider _timeProvider;
    private readonly long _bytesMax;
    private readonly ConcurrentDictionary<string, TagVersion> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _trimming = new();
    private long _bytes;

    /// <param name="bytesMax">The most bytes of all entries.</param>
    public MemoryCacheStore(TimeProvider timeProvider, long bytesMax = 64 << 20)
    {
        (_timeProvider, _bytesMax) = (timeProvider, bytesMax);
        CacheTelemetry.Watch("answers", this, store => Interlocked.Read(ref store._bytes));
    }

    public ValueTask<string[]> GetVersionsAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        if (_tags.Count > TagsMax)
        {
            _tags.Clear();
        }

        var versions = new string[tags.Count];
        for (var i = 0; i < versions.Length; i++)
        {
            versions[i] = _tags.GetOrAdd(tags[i], static _ => TagVersion.Create()).ToString();
        }

        return ValueTask.FromResult(versions);
    }

    public ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken)
    {
        foreach (var tag in tags)
        {
            _tags.AddOrUpdate(tag, static (_, x) => TagVersion.Create(x), static (_, version, x) => version.RaiseTo(x), progress);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_entries.TryGetValue(key, out var entry) && entry.Expires > _timeProvider.GetUtcNow() ? entry.Value : null);

    public ValueTask SetAsync(string key, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var entry = new Entry(value, _timeProvider.GetUtcNow() + timeToLive, _timeProvider.GetTimestamp());
        if (_entries.TryRemove(key, out var replaced))
        {
            Interlocked.Add(ref _bytes, -CountBytes(key, replaced.Value));
        }

        if (_entries.TryAdd(key, entry) && Interlocked.Add(ref _bytes, CountBytes(key, value)) > _bytesMax)
        {
            Trim();
        }

        return ValueTask.CompletedTask;
    }

    private static long CountBytes(string key, byte[] value) => value.Length + (key.Length * 2) + 128;

    private void Trim()
    {
        lock (_trimming)
        {
            var now = _timeProvider.GetUtcNow();
            var oldestFirst = _entries.OrderBy(e => e.Value.Expires > now).ThenBy(e => e.Value.Made).ToList();
            foreach (var (key, _) in oldestFirst)
            {
                if (Interlocked.Read(ref _bytes) <= _bytesMax / 2)
                {
                    return;
                }

                if (_entries.TryRemove(key, out var gone))
                {
                    Interlocked.Add(ref _bytes, -CountBytes(key, gone.Value));
                }
            }
        }
    }

    private sealed record Entry(byte[] Value, DateTimeOffset Expires, long Made);
}
