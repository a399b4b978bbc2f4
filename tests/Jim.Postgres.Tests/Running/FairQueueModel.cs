namespace Jim.Postgres.Tests.Running;

/// <summary>What a fair queue is to do, in the plainest form: after each event all who wait are looked at anew.</summary>
internal sealed class FairQueueModel(int size, int waitingMax, TimeSpan waitMax, TimeProvider time, FixedLoad load)
{
    private readonly List<(int Id, string User, long Begun)> _waiting = [];
    private readonly Dictionary<int, string> _holding = [];
    private readonly Dictionary<string, long> _came = [];

    public int Size { get; private set; } = size;

    /// <summary>The number of the last request.</summary>
    public int Made { get; private set; }

    public IEnumerable<int> Holding => _holding.Keys;

    public IEnumerable<int> Waiting => _waiting.Select(w => w.Id);

    /// <summary>False: the user's queue is full.</summary>
    public bool Enter(string user)
    {
        Made++;
        _came[user] = time.GetTimestamp();
        _waiting.Add((Made, user, time.GetTimestamp()));
        Serve();
        var isRefused = _waiting.Count(w => w.User == user) > waitingMax;
        _waiting.RemoveAll(w => isRefused && w.Id == Made);
        return !isRefused;
    }

    public void Leave(int id)
    {
        _holding.Remove(id);
        Serve();
    }

    public void GiveUp(int id)
    {
        _waiting.RemoveAll(w => w.Id == id);
        Serve();
    }

    public void Grow()
    {
        Size++;
        Serve();
    }

    /// <summary>Those who have waited too long.</summary>
    public List<int> Refuse()
    {
        var overdue = _waiting.Where(w => time.GetElapsedTime(w.Begun) >= waitMax).Select(w => w.Id).ToList();
        _waiting.RemoveAll(w => overdue.Contains(w.Id));
        Serve();
        return overdue;
    }

    private void Serve()
    {
        while (_holding.Count < Size)
        {
            var next = _waiting
                .Where(w => CountHeld(w.User) < FindMost(w.User) && _waiting.First(o => o.User == w.User).Id == w.Id)
                .OrderBy(w => CountHeld(w.User)).ThenBy(w => w.Id).ToList();
            if (next.Count == 0)
            {
                return;
            }

            _waiting.Remove(next[0]);
            _holding.Add(next[0].Id, next[0].User);
        }
    }

    private double FindMost(string user)
    {
        var there = _holding.Values.Concat(_waiting.Select(w => w.User))
            .Concat(_came.Where(c => time.GetElapsedTime(c.Value) < TimeSpan.FromSeconds(1)).Select(c => c.Key));
        return there.All(other => other == user) ? Math.Max(1, Size - 1)
            : load.IsResting(user) ? 0
            : Math.Max(1, (Size + 1) / 2 * Math.Min(1, 1 - load.FindBusyness(user)));
    }

    private int CountHeld(string user) => _holding.Values.Count(h => h == user);
}
