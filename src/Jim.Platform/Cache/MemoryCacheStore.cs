using System.Collections.Concurrent;

namespace Jim.Platform.Cache;

/// <summary>
/// The store of a single process. Values and tags together are bounded in bytes; when it is full, the older half of them is removed.
/// </summary>
public sealed class MemoryCacheStore : ICacheStore
{
    private readonly TimeProvider _timeProvider;
    private readonly long _bytesMax;
    private readonly ConcurrentDictionary<string, Tag> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _trimming = new();
    private long _bytes;

    /// <param name="bytesMax">The most bytes of all values and tags.</param>
    public MemoryCacheStore(TimeProvider timeProvider, long bytesMax = 64 << 20)
    {
        (_timeProvider, _bytesMax) = (timeProvider, bytesMax);
        CacheTelemetry.Watch("answers", this, store => store.Bytes);
    }

    /// <summary>Bytes of all values and tags, counted rather too high.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        // The versions come first: where one is raised meanwhile, the value is that of before, which this caller may have.
        var versions = tags.Count == 0 ? [] : new string[tags.Count];
        for (var i = 0; i < versions.Length; i++)
        {
            versions[i] = (_tags.TryGetValue(tags[i], out var tag) ? tag : Add(tags[i])).Text;
        }

        var isFound = _entries.TryGetValue(key, out var entry) && entry.Versions.AsSpan().SequenceEqual(versions)
            && entry.Expires > _timeProvider.GetUtcNow();
        return ValueTask.FromResult(new CacheEntry(versions, isFound ? (ReadOnlyMemory<byte>?)entry!.Value : null));
    }

    public ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken)
    {
        foreach (var name in tags)
        {
            while (_tags.TryGetValue(name, out var tag) && progress > tag.Version.Progress
                && !_tags.TryUpdate(name, new Tag(tag.Version.RaiseTo(progress), tag.Made), tag))
            {
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SetAsync(
        string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var entry = new Entry(value, [.. versions], _timeProvider.GetUtcNow() + timeToLive, _timeProvider.GetTimestamp());
        Remove(key);
        if (_entries.TryAdd(key, entry))
        {
            Grow(entry.CountBytes(key));
        }

        return ValueTask.CompletedTask;
    }

    private Tag Add(string name)
    {
        var made = new Tag(TagVersion.Create(), _timeProvider.GetTimestamp());
        var tag = _tags.GetOrAdd(name, made);
        if (tag == made)
        {
            Grow(Tag.CountBytes(name));
        }

        return tag;
    }

    private void Grow(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > _bytesMax)
        {
            Trim();
        }
    }

    private void Remove(string key)
    {
        if (_entries.TryRemove(key, out var gone))
        {
            Interlocked.Add(ref _bytes, -gone.CountBytes(key));
        }
    }

    private void Trim()
    {
        lock (_trimming)
        {
            if (Bytes <= _bytesMax)
            {
                return; // another thread has done it
            }

            var now = _timeProvider.GetUtcNow();
            var oldestFirst = _entries.Select(e => (Name: e.Key, IsTag: false, Lives: e.Value.Expires > now, e.Value.Made))
                .Concat(_tags.Select(t => (Name: t.Key, IsTag: true, Lives: true, t.Value.Made)))
                .OrderBy(each => each.Lives).ThenBy(each => each.Made).ToList();
            foreach (var (name, isTag, _, _) in oldestFirst)
            {
                if (Bytes <= _bytesMax / 2)
                {
                    return;
                }

                if (!isTag)
                {
                    Remove(name);
                }
                else if (_tags.TryRemove(name, out _))
                {
                    Interlocked.Add(ref _bytes, -Tag.CountBytes(name));
                }
            }
        }
    }

    private sealed record Entry(byte[] Value, string[] Versions, DateTimeOffset Expires, long Made)
    {
        /// <summary>Of the versions only the references are its own, as long as they are those of the tags.</summary>
        public long CountBytes(string key) => Value.Length + (key.Length * 2) + (Versions.Length * 100) + 128;
    }

    /// <summary>Compared by reference: each version has its own.</summary>
    private sealed class Tag(TagVersion version, long made)
    {
        public TagVersion Version { get; } = version;

        public string Text { get; } = version.ToString();

        public long Made { get; } = made;

        public static long CountBytes(string name) => (name.Length * 2) + 300;
    }
}
