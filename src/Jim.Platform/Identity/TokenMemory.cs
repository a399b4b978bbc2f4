using System.Collections.Concurrent;
using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>
/// Validated tokens until they expire. Bounded by two halves: when the young one is full it becomes the old one and the old one is
/// forgotten; a hit in the old one moves to the young one. A forgotten token is only validated again.
/// </summary>
internal sealed class TokenMemory(int tokensMax)
{
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<TokenFingerprint, Entry> _young = new();
    private volatile ConcurrentDictionary<TokenFingerprint, Entry> _old = new();
    private int _count;

    /// <param name="generation">Of the keys: what older keys validated does not count any more.</param>
    public Caller? Find(TokenFingerprint token, int generation, DateTimeOffset now)
    {
        if (_young.TryGetValue(token, out var entry))
        {
            return entry.Good(generation, now);
        }

        if (!_old.TryGetValue(token, out entry) || entry.Good(generation, now) is not { } caller)
        {
            return null;
        }

        Keep(token, entry);
        return caller;
    }

    public void Keep(TokenFingerprint token, Caller caller, int generation, DateTimeOffset until) =>
        Keep(token, new Entry(caller, generation, until));

    private void Keep(TokenFingerprint token, Entry entry)
    {
        lock (_gate)
        {
            if (_young.TryAdd(token, entry))
            {
                _count++;
            }
            else
            {
                _young[token] = entry;
            }

            if (_count >= tokensMax / 2)
            {
                _old = _young;
                _young = new ConcurrentDictionary<TokenFingerprint, Entry>();
                _count = 0;
            }
        }
    }

    private sealed record Entry(Caller Caller, int Generation, DateTimeOffset Until)
    {
        public Caller? Good(int generation, DateTimeOffset now) => generation == Generation && now < Until ? Caller : null;
    }
}
