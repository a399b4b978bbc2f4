namespace Jim.Testing;

/// <summary>The system's clock, which counts how often somebody began to wait by it.</summary>
public sealed class CountedTime : TimeProvider
{
    private int _waits;

    public int Waits => Volatile.Read(ref _waits);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _waits);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
