using System.Threading.Channels;

namespace Jim.Platform.Tests.Subscriptions;

/// <summary>
/// A clock whose timers end when the test says so, one after another. A test can await that a timer was started, which a clock that is
/// moved forward does not allow.
/// </summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly Channel<HeldTimer> _started = Channel.CreateUnbounded<HeldTimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(callback, state, dueTime);
        _started.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits until the next timer is started; it runs until <see cref="HeldTimer.End"/>.</summary>
    public ValueTask<HeldTimer> NextAsync(CancellationToken cancellationToken) => _started.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits until the next timer is started, ends it, and says how long it was to run.</summary>
    public async Task<TimeSpan> PassAsync(CancellationToken cancellationToken)
    {
        var timer = await NextAsync(cancellationToken);
        timer.End();
        return timer.Due;
    }

    internal sealed class HeldTimer(TimerCallback callback, object? state, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public void End() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
