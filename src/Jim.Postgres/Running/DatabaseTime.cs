namespace Jim.Postgres.Running;

/// <summary>
/// For how long the statements of each user have held connections, those included that run now. What a user has used is forgotten at the
/// pace at which it is allowed: of 60 seconds a minute one each second. Users who have used nothing cost no memory. Thread safe.
/// </summary>
/// <remarks>
/// No limiter of System.Threading.RateLimiting serves: what a statement costs is known when it has ended, and those limiters cannot take
/// more than is left.
/// </remarks>
/// <param name="perMinute">How much each user may use; zero: no limit, and nothing is measured.</param>
/// <param name="processors">How many the database has.</param>
public sealed class DatabaseTime(TimeSpan perMinute, TimeProvider timeProvider, int processors) : IUserLoad
{
    private const int SweepMin = 1024;

    /// <summary>For how long a user whose statement has ended counts as being there.</summary>
    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(1);

    /// <summary>Below this nobody rests, so that many short statements need not wait one by one.</summary>
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Half of the time for which a request may wait for a connection: a user with one request at a time is never
    /// refused.</summary>
    private static readonly TimeSpan RestMax = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, UsedTime> _users = new(StringComparer.Ordinal);
    private int _sweepAt = SweepMin;
    private (UsedTime? User, long Time) _lastSeen;
    private (UsedTime? User, long Time) _lastOther;
    private int _usersRunning;

    public DatabaseTime(TimeSpan perMinute, TimeProvider timeProvider)
        : this(perMinute, timeProvider, Environment.ProcessorCount)
    {
    }

    /// <summary>How much is forgotten in each unit of time.</summary>
    private double Pace => perMinute.TotalMinutes;

    /// <summary>How many users are known, for tests.</summary>
    internal int Users => _users.Count;

    /// <summary>Beside others, a user who keeps the database busy may use half of its processors.</summary>
    private double RestPace => processors / 2d;

    /// <summary>
    /// How busy the user has kept the database of late: 0 not at all; 1: he has used a sixth of what he may in a minute (ten seconds of
    /// 60), which happens within two seconds to one who has six connections.
    /// </summary>
    /// <param name="user">See <see cref="Rights.Caller.ShareKey"/>.</param>
    public double FindBusyness(string user) => FindBusyness(FindUsed(user));

    public bool IsAlone(string user)
    {
        lock (_lock)
        {
            _users.TryGetValue(user, out var used);
            var (other, seen) = _lastSeen.User == used ? _lastOther : _lastSeen;
            return _usersRunning == (used is { Running: > 0 } ? 1 : 0)
                && (other is null || timeProvider.GetElapsedTime(seen) >= Presence);
        }
    }

    /// <summary>
    /// After each statement, a user rests until the processors' half that he may have would have done all that he has had done: the longer,
    /// the busier he has kept the database, half a second at most. So his statements leave the processors to those of others, which a
    /// smaller number of connections alone does not: one that is always busy takes a processor.
    /// </summary>
    public bool IsResting(string user)
    {
        if (!IsMeasured(user))
        {
            return false;
        }

        lock (_lock)
        {
            if (!_users.TryGetValue(user, out var used))
            {
                return false;
            }

            Forget(used, timeProvider.GetTimestamp());
            return used.Undone > RestPace * Ticks(RestMin);
        }
    }

    /// <summary>
    /// How long a user has to wait until his next statement may run; zero: he need not. Callers without a token never wait, because many
    /// people may have one address, who would use up each other's time: their share of the connections bounds them.
    /// </summary>
    /// <param name="user">See <see cref="Rights.Caller.ShareKey"/>.</param>
    public TimeSpan FindWait(string user)
    {
        var over = FindUsed(user) - Ticks(perMinute);
        return over <= 0 || user.StartsWith(Rights.Caller.NetworkMark)
            ? TimeSpan.Zero : TimeSpan.FromSeconds(over / Pace / timeProvider.TimestampFrequency);
    }

    /// <summary>A statement of the user begins to hold a connection.</summary>
    internal TimedUse Begin(string user)
    {
        if (!IsMeasured(user))
        {
            return default;
        }

        var now = timeProvider.GetTimestamp();
        lock (_lock)
        {
            if (!_users.TryGetValue(user, out var used))
            {
                Sweep(now);
                _users.Add(user, used = new UsedTime { Seen = now });
            }

            _usersRunning += used.Running == 0 ? 1 : 0;
            used.Running++;
            used.Begun += now;
            NoteSeen(used, now);
            return new TimedUse(this, used, now);
        }
    }

    internal void End(UsedTime used, long begun)
    {
        var now = timeProvider.GetTimestamp();
        lock (_lock)
        {
            Forget(used, now);
            used.Running--;
            used.Begun -= begun;
            used.Ended += now - begun;
            _usersRunning -= used.Running == 0 ? 1 : 0;
            var busyness = FindBusyness(used.Ended + used.FindRunning(now));
            used.Undone = Math.Min(used.Undone + ((now - begun) * Math.Min(1, busyness)), RestPace * Ticks(RestMax));
            NoteSeen(used, now);
        }
    }

    /// <summary>What the user has used and is not forgotten, in ticks of the clock; 0 for who is not measured.</summary>
    private double FindUsed(string user)
    {
        if (!IsMeasured(user))
        {
            return 0;
        }

        lock (_lock)
        {
            if (!_users.TryGetValue(user, out var used))
            {
                return 0;
            }

            var now = timeProvider.GetTimestamp();
            Forget(used, now);
            return used.Ended + used.FindRunning(now);
        }
    }

    private double FindBusyness(double used) => 6 * used / Ticks(perMinute) is var part && double.IsFinite(part) ? part : 0;

    private bool IsMeasured(string user) => perMinute > TimeSpan.Zero && user.Length > 0;

    private double Ticks(TimeSpan time) => time.TotalSeconds * timeProvider.TimestampFrequency;

    private void Forget(UsedTime used, long now)
    {
        used.Ended = Math.Max(0, used.Ended - ((now - used.Seen) * Pace));
        used.Undone = Math.Max(0, used.Undone - ((now - used.Seen) * RestPace));
        used.Seen = now;
    }

    /// <summary>Remembers who was seen last, and the last one who is another.</summary>
    private void NoteSeen(UsedTime user, long now)
    {
        _lastOther = _lastSeen.User == user ? _lastOther : _lastSeen;
        _lastSeen = (user, now);
    }

    /// <summary>Drops the users who have used nothing that is not forgotten; each time when twice as many are known as remained.</summary>
    private void Sweep(long now)
    {
        if (_users.Count < _sweepAt)
        {
            return;
        }

        foreach (var (user, used) in _users)
        {
            Forget(used, now);
            if (used is { Running: 0, Ended: 0 })
            {
                _users.Remove(user);
            }
        }

        _sweepAt = Math.Max(SweepMin, 2 * _users.Count);
    }
}

/// <summary>What a user has used, in ticks of the clock.</summary>
internal sealed class UsedTime
{
    /// <summary>The time of statements that have ended, less what has been forgotten until <see cref="Seen"/>.</summary>
    public double Ended { get; set; }

    public long Seen { get; set; }

    /// <summary>For what the user still rests: the time of statements, less what the processors that he may have would have done of it
    /// until <see cref="Seen"/>.</summary>
    public double Undone { get; set; }

    /// <summary>How many statements run.</summary>
    public int Running { get; set; }

    /// <summary>The sum of the time stamps at which they began.</summary>
    public long Begun { get; set; }

    /// <summary>The time of statements that run.</summary>
    public long FindRunning(long now) => (Running * now) - Begun;
}

/// <summary>A statement that holds a connection.</summary>
internal readonly struct TimedUse(DatabaseTime time, UsedTime used, long begun)
{
    /// <summary>Charges the user; does nothing for a use that is not measured.</summary>
    public void End() => time?.End(used, begun);
}
