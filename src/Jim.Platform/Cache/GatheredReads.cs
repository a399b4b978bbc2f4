namespace Jim.Platform.Cache;

/// <summary>
/// Reads keys of a store for many callers at once. Who asks while a read is on its way is answered by the next one, which all who ask
/// meanwhile share: a read begins after each of its callers has asked, so that nobody gets what was there before. A caller alone does not
/// wait. Thread safe.
/// </summary>
/// <param name="read">Reads the values of keys in their order.</param>
internal sealed class GatheredReads<TKey, TValue>(Func<TKey[], Task<TValue[]>> read)
    where TKey : notnull
{
    /// <summary>A read that has so many keys does not wait for the one before it.</summary>
    private const int KeysMax = 1000;

    private readonly Lock _gate = new();
    private Batch? _gathering;
    private bool _isReading;

    /// <summary>The values of the keys, in their order. Throws what the read threw.</summary>
    public async ValueTask<TValue[]> ReadAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken)
    {
        var places = new int[keys.Count];
        var values = await Join(keys, places).WaitAsync(cancellationToken);
        return Array.ConvertAll(places, place => values[place]);
    }

    /// <param name="places">Is filled with the place of each key in what the task gives.</param>
    private Task<TValue[]> Join(IReadOnlyList<TKey> keys, int[] places)
    {
        Batch mine;
        bool isFirst, isFull;
        lock (_gate)
        {
            isFirst = !_isReading;
            mine = isFirst ? new Batch() : _gathering ??= new Batch();
            isFull = mine.Add(keys, places) >= KeysMax && !isFirst;
            _gathering = isFull ? null : _gathering;
            _isReading = true;
        }

        if (isFirst)
        {
            _ = ReadOnAsync(mine);
        }
        else if (isFull)
        {
            _ = mine.ReadAsync(read);
        }

        return mine.Values;
    }

    /// <summary>Reads one batch after another until nobody waits.</summary>
    private async Task ReadOnAsync(Batch first)
    {
        for (var next = first; next is not null;)
        {
            await next.ReadAsync(read);
            lock (_gate)
            {
                (next, _gathering) = (_gathering, null);
                _isReading = next is not null;
            }
        }
    }

    /// <summary>Callers whose keys are read at once, each key once.</summary>
    private sealed class Batch
    {
        private readonly OrderedDictionary<TKey, bool> _keys = [];
        private readonly TaskCompletionSource<TValue[]> _values = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TValue[]> Values => _values.Task;

        /// <summary>Adds the keys, tells their places, and answers how many keys there are.</summary>
        public int Add(IReadOnlyList<TKey> keys, int[] places)
        {
            for (var i = 0; i < places.Length; i++)
            {
                _keys.TryAdd(keys[i], true, out places[i]);
            }

            return _keys.Count;
        }

        public async Task ReadAsync(Func<TKey[], Task<TValue[]>> read)
        {
            try
            {
                _values.SetResult(await read([.. _keys.Keys]));
            }
            catch (Exception e)
            {
                _values.SetException(e);
            }
        }
    }
}
