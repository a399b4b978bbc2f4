using System.Net;

namespace Jim.Platform.Identity;

/// <summary>
/// Slows down guessing. The attempts for one account from one network take turns, and each wrong one delays its own answer and the next
/// attempt: by 250 ms, then by twice as much each time, up to 8 s. Attempts from elsewhere do not wait for them, so that nobody can keep
/// another one out.
/// </summary>
internal sealed class LoginThrottle(TimeProvider timeProvider)
{
    private const int EntriesMax = 4_096;

    /// <summary>How many attempts may take turns, the present one included; more are refused without looking at the password.</summary>
    private const int WaitingMax = 5;

    private static readonly TimeSpan firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestDelay = TimeSpan.FromSeconds(8);

    /// <summary>After so long without an attempt, the wrong ones are forgotten.</summary>
    private static readonly TimeSpan memory = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Network), Attempts> _entries = [];

    /// <summary>How many accounts and networks are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Looks by <paramref name="find"/> whether the attempt is right, as soon as it is its turn.</summary>
    /// <param name="account">
    /// The user or client; empty where there is none of that name, so that names cannot be found out by their delays.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for the turn. The delay of a wrong attempt goes on without its client.</param>
    /// <returns>What was found, null where the attempt was wrong; <c>TooMany</c>: others are waiting, and nothing was looked at.</returns>
    public async ValueTask<(T? Found, bool TooMany)> TryAsync<T>(
        string account, IPAddress? address, Func<T?> find, CancellationToken cancellationToken)
        where T : class
    {
        var key = (account, SourceNetwork.Find(address));
        if (Enter(key) is not { } attempts)
        {
            return (null, true);
        }

        try
        {
            await attempts.Turn.WaitAsync(cancellationToken);
            try
            {
                var found = find();
                attempts.Wrong = found is null ? attempts.Wrong + 1 : 0;
                if (found is null)
                {
                    await Task.Delay(ComputeDelay(attempts.Wrong), timeProvider, CancellationToken.None);
                }

                return (found, false);
            }
            finally
            {
                attempts.Turn.Release();
            }
        }
        finally
        {
            Leave(key, attempts);
        }
    }

    private static TimeSpan ComputeDelay(int wrong)
    {
        var delay = firstDelay * Math.Pow(2, Math.Min(wrong, 20) - 1);
        return delay < longestDelay ? delay : longestDelay;
    }

    /// <summary>Null: as many attempts are waiting as may.</summary>
    private Attempts? Enter((string Account, string Network) key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var attempts))
            {
                if (_entries.Count >= EntriesMax && !DropOldest())
                {
                    return null;
                }

                _entries[key] = attempts = new Attempts();
            }

            if (attempts.Waiting >= WaitingMax)
            {
                return null;
            }

            attempts.Wrong = attempts.Waiting == 0 && timeProvider.GetUtcNow() - attempts.LastAt > memory ? 0 : attempts.Wrong;
            attempts.Waiting++;
            return attempts;
        }
    }

    private void Leave((string Account, string Network) key, Attempts attempts)
    {
        lock (_gate)
        {
            attempts.Waiting--;
            attempts.LastAt = timeProvider.GetUtcNow();
            if (attempts is { Waiting: 0, Wrong: 0 })
            {
                _entries.Remove(key);
            }
        }
    }

    private bool DropOldest()
    {
        var idle = _entries.Where(e => e.Value.Waiting == 0).ToList();
        return idle.Count > 0 && _entries.Remove(idle.MinBy(e => e.Value.LastAt).Key);
    }

    private sealed class Attempts
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Waiting { get; set; }

        public int Wrong { get; set; }

        public DateTimeOffset LastAt { get; set; }
    }
}
