namespace Jim.Postgres.Running;

/// <summary>
/// Shares out a number of places (connections, runs of live queries) among users. A user who is alone may have all but one, so that whoever
/// comes next need not wait; while another user has a place, waits, or came within the last second, a user may have half of them, rounded
/// up, and fewer or none for a moment if he has kept the database busy (<see cref="DatabaseTime"/>). A place that becomes free goes to the
/// waiting user who has fewest, among equals to the one who has waited longest; the requests of one user are served in the order in which
/// they came. A request is refused when its user's own queue is full or when it has waited too long, so that a greedy user is refused and
/// nobody else. Thread safe.
/// </summary>
/// <remarks>
/// The last second counts because of users whose requests are short: between two of them they hold and want nothing, and a user whose
/// requests are long would take the places each time, and keep them for long.
/// </remarks>
public sealed class FairQueue : IDisposable
{
    /// <summary>For how long a user who has come counts as being there.</summary>
    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ClockIntervalMax = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FairShare> _shares = new(StringComparer.Ordinal);
    private readonly Stack<FairShare> _unused = new();
    private readonly SortedSet<FairShare> _waiting = new(FairShare.NextFirst);
    private readonly int _waitingMax;
    private readonly TimeSpan _waitMax;
    private readonly TimeProvider _timeProvider;
    private readonly IUserLoad? _load;
    private readonly ITimer? _clock;
    private readonly TimeSpan _clockInterval;
    private bool _clockRuns;
    private long _arrivals;
    private (string User, long Time) _lastCome = (string.Empty, 0);
    private (string User, long Time) _lastOther = (string.Empty, 0);
    private int _size;
    private int _free;

    /// <param name="size">How many places there are; at least one.</param>
    /// <param name="waitingMax">How many requests of one user may wait.</param>
    /// <param name="waitMax">How long a request may wait; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</param>
    /// <param name="timeProvider">The clock of waiting.</param>
    /// <param name="load">What users have had done; null: nobody is measured.</param>
    public FairQueue(int size, int waitingMax, TimeSpan waitMax, TimeProvider timeProvider, IUserLoad? load = null)
    {
        (_size, _free, _waitingMax, _waitMax, _timeProvider) = (size, size, waitingMax, waitMax, timeProvider);
        _load = load;

        if (waitMax != Timeout.InfiniteTimeSpan || load is not null)
        {
            // One clock for all who wait: a timer for each would cost more than everything else here.
            _clockInterval = waitMax == Timeout.InfiniteTimeSpan
                ? ClockIntervalMax
                : TimeSpan.FromMilliseconds(Math.Clamp(waitMax.TotalMilliseconds / 10, 5, ClockIntervalMax.TotalMilliseconds));
            _clock = timeProvider.CreateTimer(_ => ServeByClock(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>How many requests wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>
    /// Waits for a place. Throws <see cref="OverloadedException"/>, or <see cref="OperationCanceledException"/> when the request is left
    /// while it waits. Where a place is free, nothing is allocated.
    /// </summary>
    /// <param name="user">Whose request it is.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>The user's share, with one place more; to be given to <see cref="Leave"/> once.</returns>
    public ValueTask<FairShare> EnterAsync(string user, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FairWaiter waiter;
        lock (_lock)
        {
            var share = Find(user);
            NoteCome(user);
            if (_free > 0 && share.Waiters.Count == 0 && MayHaveMore(share))
            {
                share.Held++;
                _free--;
                return new ValueTask<FairShare>(share);
            }

            if (share.Waiters.Count >= _waitingMax)
            {
                ForgetUnused(share);
                throw Overloaded();
            }

            waiter = Enqueue(share);
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(FairShare share)
    {
        lock (_lock)
        {
            _waiting.Remove(share);
            share.Held--;
            _free++;
            Sort(share);
            ForgetUnused(share);
            Serve();
        }
    }

    /// <summary>Adds places.</summary>
    public void Grow(int places)
    {
        lock (_lock)
        {
            _size += places;
            _free += places;
            Serve();
        }
    }

    public void Dispose() => _clock?.Dispose();

    /// <summary>Takes a request out of the queue. False: it has got a place or was refused.</summary>
    internal bool TryRemove(FairWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
            {
                return false;
            }

            Dequeue(waiter);
            ForgetUnused(waiter.Share);
            Serve();
            return true;
        }
    }

    private OverloadedException Overloaded() => new((int)Math.Ceiling(_waitMax.TotalSeconds));

    private bool MayHaveMore(FairShare share)
    {
        var rests = _load?.IsResting(share.User) == true;
        if (share.Held == 0 && !rests)
        {
            return true;
        }

        var last = _lastCome.User == share.User ? _lastOther : _lastCome;
        var isAlone = _shares.Count == 1 && (last.Time == 0 || _timeProvider.GetElapsedTime(last.Time) >= Presence)
            && _load?.IsAlone(share.User) != false;
        return isAlone
            ? share.Held < Math.Max(1, _size - 1)
            : !rests && share.Held < (_size + 1) / 2 && share.Held < (_size + 1) / 2 * (1 - (_load?.FindBusyness(share.User) ?? 0));
    }

    /// <summary>The waiting user who gets the next place; null: none may have more.</summary>
    private FairShare? FindNext()
    {
        if (_waiting.Min is not { } first || MayHaveMore(first))
        {
            return _waiting.Min;
        }

        foreach (var share in _waiting)
        {
            if (MayHaveMore(share))
            {
                return share;
            }
        }

        return null;
    }

    /// <summary>Remembers who came last, and the last one who is another.</summary>
    private void NoteCome(string user)
    {
        _lastOther = _lastCome.User == user ? _lastOther : _lastCome;
        _lastCome = (user, _timeProvider.GetTimestamp());
    }

    private FairShare Find(string user)
    {
        if (!_shares.TryGetValue(user, out var share))
        {
            share = _unused.TryPop(out var unused) ? unused : new FairShare();
            share.User = user;
            _shares.Add(user, share);
        }

        return share;
    }

    /// <summary>Lets go of a user who neither has a place nor waits for one.</summary>
    private void ForgetUnused(FairShare share)
    {
        if (share.Held == 0 && share.Waiters.Count == 0 && _shares.Remove(share.User))
        {
            share.User = string.Empty;
            if (_unused.Count < _size)
            {
                _unused.Push(share);
            }
        }
    }

    private FairWaiter Enqueue(FairShare share)
    {
        var waiter = new FairWaiter(this, share, ++_arrivals, _timeProvider.GetTimestamp());
        share.Waiters.AddLast(waiter.Node);
        Waiting++;
        if (share.Waiters.Count == 1)
        {
            Sort(share);
        }

        if (!_clockRuns && _clock is not null)
        {
            _clockRuns = true;
            _clock.Change(_clockInterval, _clockInterval);
        }

        return waiter;
    }

    private void Dequeue(FairWaiter waiter)
    {
        var share = waiter.Share;
        _waiting.Remove(share);
        share.Waiters.Remove(waiter.Node);
        Waiting--;
        Sort(share);
    }

    /// <summary>Puts the user among those who wait, if he does. His place there depends on what he has and on his first request.</summary>
    private void Sort(FairShare share)
    {
        if (share.Waiters.First is { Value: var first })
        {
            share.FirstArrival = first.Arrival;
            _waiting.Add(share);
        }
    }

    private void Serve()
    {
        while (_free > 0 && FindNext() is { } next)
        {
            var waiter = next.Waiters.First!.Value;
            _waiting.Remove(next);
            next.Waiters.RemoveFirst();
            Waiting--;
            next.Held++;
            _free--;
            Sort(next);
            waiter.Serve();
        }
    }

    /// <summary>Refuses who has waited for too long, and serves who has rested for long enough.</summary>
    private void ServeByClock()
    {
        lock (_lock)
        {
            foreach (var share in _waitMax == Timeout.InfiniteTimeSpan ? [] : _waiting.ToArray())
            {
                while (share.Waiters.First is { Value: var first } && _timeProvider.GetElapsedTime(first.Begun) >= _waitMax)
                {
                    Dequeue(first);
                    first.Refuse(Overloaded());
                }

                ForgetUnused(share);
            }

            Serve();
            if (_waiting.Count == 0)
            {
                _clockRuns = false;
                _clock!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
