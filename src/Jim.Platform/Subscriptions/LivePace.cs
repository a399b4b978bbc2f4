namespace Jim.Platform.Subscriptions;

/// <summary>
/// How far apart the runs of a live query are: ten times as long as a run keeps the database busy, so that however often its tables change,
/// it takes no more than a tenth of one connection; but 50 ms at least and 30 s at most.
/// </summary>
internal sealed class LivePace
{
    private const int Factor = 10;

    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>A first run takes longer than later ones, while plans and caches are cold; below this it says nothing.</summary>
    private static readonly TimeSpan ColdMax = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs that take longer go alone.</summary>
    private static readonly TimeSpan QuickMax = TimeSpan.FromMilliseconds(5);

    private TimeSpan _last = TimeSpan.Zero;
    private bool _isFirst = true;

    /// <summary>The pause after the run that was noted last.</summary>
    public TimeSpan Pause { get; private set; } = Cohort.RunInterval;

    /// <summary>The next run is likely to take a moment only.</summary>
    public bool IsQuick { get; private set; }

    public bool IsSlowed => Pause > Cohort.RunInterval;

    /// <summary>Notes a run. Of the last two the shorter one counts, so that one that was held up by chance slows nothing.</summary>
    /// <param name="took">For how long it held a connection.</param>
    public void Note(TimeSpan took)
    {
        var counts = !_isFirst ? TimeSpan.FromTicks(Math.Min(took.Ticks, _last.Ticks)) : took > ColdMax ? took : TimeSpan.Zero;
        IsQuick = took <= QuickMax || (!_isFirst && _last <= QuickMax);
        (_isFirst, _last) = (false, took);
        Pause = TimeSpan.FromTicks(Math.Clamp(Factor * counts.Ticks, Cohort.RunInterval.Ticks, PauseMax.Ticks));
    }
}
