using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Jim.Platform.Cache;

/// <summary>
/// A bounded cache in the memory of this process, in two generations: when the young one is full it becomes the old one, and the old one is
/// dropped. An entry that is found in the old generation moves to the young one, so what is asked for stays. Safe for threads; reads of the
/// young generation take no lock.
/// </summary>
/// <param name="entriesMax">Entries of one generation; twice as many are held at most.</param>
/// <param name="comparer">How keys are compared; null: as their type does.</param>
public sealed class GenerationCache<TKey, TValue>(int entriesMax, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new(comparer);
    private volatile ConcurrentDictionary<TKey, TValue> _old = new(comparer);
    private int _youngCount;
    private long _youngBytes;
    private long _oldBytes;

    /// <summary>Bytes of one generation, as <see cref="SizeOf"/> tells them; twice as many are held at most.</summary>
    public long BytesMax { get; init; } = long.MaxValue;

    /// <summary>
    /// The bytes of a value. A value of more than a tenth of <see cref="BytesMax"/> would push out too many others: it is not held.
    /// </summary>
    public Func<TValue, long> SizeOf { get; init; } = static _ => 0;

    /// <summary>What the metric of the bytes of caches calls it; null: it is not measured.</summary>
    public string? Name
    {
        get;
        init
        {
            field = value;
            if (value is not null)
            {
                CacheTelemetry.Watch(value, this, cache => cache.Bytes);
            }
        }
    }

    /// <summary>Bytes of both generations, as <see cref="SizeOf"/> tells them.</summary>
    public long Bytes => Interlocked.Read(ref _youngBytes) + Interlocked.Read(ref _oldBytes);

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryGetValue(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    /// <summary>The same for another form of the key (a span), for which the comparer must be an alternate comparer.</summary>
    public bool TryGet<TAlternate>(TAlternate key, [MaybeNullWhen(false)] out TValue value)
        where TAlternate : notnull, allows ref struct
    {
        if (_young.GetAlternateLookup<TAlternate>().TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.GetAlternateLookup<TAlternate>().TryGetValue(key, out var owned, out value))
        {
            return false;
        }

        Set(owned, value);
        return true;
    }

    /// <summary>Holds the value in place of one that the key may have had.</summary>
    public void Set(TKey key, TValue value)
    {
        var bytes = SizeOf(value);
        if (bytes > BytesMax / 10)
        {
            return;
        }

        lock (_gate)
        {
            if (_young.TryGetValue(key, out var replaced))
            {
                _youngBytes += bytes - SizeOf(replaced);
                _young[key] = value;
                return;
            }

            if (_youngCount >= entriesMax || _youngBytes + bytes > BytesMax)
            {
                (_old, _young) = (_young, new ConcurrentDictionary<TKey, TValue>(comparer));
                (_youngCount, _youngBytes, _oldBytes) = (0, 0, _youngBytes);
            }

            _young[key] = value;
            _youngCount++;
            _youngBytes += bytes;
        }
    }
}
