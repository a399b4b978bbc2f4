namespace Jim.Platform.Identity;

/// <summary>
/// Sessions that were logged out, until their refresh tokens have expired. They are in memory only, so a restart forgets them, which is
/// acceptable for a development issuer.
/// </summary>
/// <remarks>
/// Of one user so many are remembered and no more; the oldest are forgotten first. However often a user logs in and out, the sessions of
/// others stay ended. The users are those of the realm file.
/// </remarks>
internal sealed class EndedSessions(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int SessionsMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OfUser> _users = new(StringComparer.Ordinal);

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _users.Values.Sum(user => user.Ended.Count);
            }
        }
    }

    public void End(string userId, string session)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(userId, out var user))
            {
                _users.Add(userId, user = new([], []));
            }

            // All are kept equally long, so that those whose time is over are the first of the queue.
            var now = timeProvider.GetUtcNow();
            while (user.Order.TryPeek(out var oldest) && (oldest.Until <= now || user.Order.Count >= SessionsMax))
            {
                user.Ended.Remove(user.Order.Dequeue().Session);
            }

            if (user.Ended.Add(session))
            {
                user.Order.Enqueue((session, now + lifespan));
            }
        }
    }

    public bool Contains(string userId, string session)
    {
        lock (_gate)
        {
            return _users.TryGetValue(userId, out var user) && user.Ended.Contains(session);
        }
    }

    private sealed record OfUser(HashSet<string> Ended, Queue<(string Session, DateTimeOffset Until)> Order);
}
