using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Tells once that a caller's token has expired. It looks at the clock at least once a day: a timer of .NET waits at most 49 days, and the
/// clock of a machine may be set. Thread safe.
/// </summary>
internal sealed class TokenExpiry : IDisposable
{
    private static readonly TimeSpan StepMax = TimeSpan.FromDays(1);

    private readonly DateTimeOffset _end;
    private readonly TimeProvider _timeProvider;
    private readonly Action _tell;
    private readonly Lock _telling = new();
    private readonly ITimer _timer;
    private bool _isOver;

    private TokenExpiry(DateTimeOffset end, TimeProvider timeProvider, Action tell)
    {
        (_end, _timeProvider, _tell) = (end, timeProvider, tell);
        _timer = timeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Null: the caller has no token.</summary>
    /// <param name="tell">
    /// Called by the timer, or by this method where the token has expired already; not after <see cref="Dispose"/> has returned.
    /// </param>
    public static TokenExpiry? Watch(Caller caller, TimeProvider timeProvider, Action tell) =>
        caller.ExpiresAt is { } end ? new TokenExpiry(end, timeProvider, tell) : null;

    public void Dispose()
    {
        lock (_telling)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    private void Look()
    {
        lock (_telling)
        {
            var left = _end - _timeProvider.GetUtcNow();
            if (_isOver)
            {
                return;
            }

            if (left > TimeSpan.Zero)
            {
                _timer.Change(left < StepMax ? left : StepMax, Timeout.InfiniteTimeSpan);
                return;
            }

            _isOver = true;
            _tell();
        }
    }
}
