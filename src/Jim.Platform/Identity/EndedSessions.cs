namespace Jim.Platform.Identity;

/// <summary>
/// Sessions that were logged out, until their refresh tokens have expired. They are in memory only, so a restart forgets them, which is
/// acceptable for a development issuer.
/// </summary>
internal sealed class EndedSessions(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int SessionsMax = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<(string Session, DateTimeOffset Until)> _order = new();

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ended.Count;
            }
        }
    }

    public void End(string session)
    {
        lock (_gate)
        {
            // All are kept equally long, so that those whose time is over are the first of the queue.
            var now = timeProvider.GetUtcNow();
            while (_order.TryPeek(out var oldest) && (oldest.Until <= now || _order.Count >= SessionsMax))
            {
                _ended.Remove(_order.Dequeue().Session);
            }

            if (_ended.Add(session))
            {
                _order.Enqueue((session, now + lifespan));
            }
        }
    }

    public bool Contains(string session)
    {
        lock (_gate)
        {
            return _ended.Contains(session);
        }
    }
}
