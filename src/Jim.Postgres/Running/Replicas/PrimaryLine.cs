namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// The marks of one history of one cluster, the youngest few seconds of them. After a failover positions in the log mean something else,
/// so that another line begins. Thread safe.
/// </summary>
/// <param name="system">The number that <c>initdb</c> gave the cluster, which its standbys have too.</param>
/// <param name="timeline">Counts the promotions in its history.</param>
/// <param name="lag">Older marks are of no use.</param>
/// <param name="clock">Tells how old a mark is.</param>
public sealed class PrimaryLine(long system, int timeline, TimeSpan lag, TimeProvider clock)
{
    private volatile PrimaryMark[] _marks = [];

    public long System { get; } = system;

    public int Timeline { get; } = timeline;

    /// <summary>True while the primary answers.</summary>
    public bool IsFresh => _marks is [.., var last] && IsYoung(last);

    /// <summary>True where an answer of this moment shows all that was committed until <c>lag</c> ago.</summary>
    public bool IsYoung(PrimaryMark mark) => clock.GetElapsedTime(mark.Begun) <= lag;

    /// <summary>To be called by one thread, with ever later marks.</summary>
    internal void Add(PrimaryMark mark) =>
        _marks = [.. _marks.SkipWhile(m => !IsYoung(m)), mark];

    /// <summary>
    /// The last moment of the primary that a replica shows which has replayed the log up to here; null: it lags too far behind.
    /// </summary>
    public PrimaryMark? FindReached(ulong wal)
    {
        var marks = _marks;
        var (low, high) = (0, marks.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = marks[middle].Wal <= wal ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && IsYoung(marks[low - 1]) ? marks[low - 1] : null;
    }
}
