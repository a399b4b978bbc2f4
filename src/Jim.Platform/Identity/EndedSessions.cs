namespace Jim.Platform.Identity;

/// <summary>
/// Sessions that were logged out, until their refresh tokens have expired. They are in memory only, so a restart forgets them, which is
/// acceptable for a development issuer.
/// </summary>
internal sealed class EndedSessions(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int SessionsMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _ended = new(StringComparer.Ordinal);

    public void End(string session)
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            if (_ended.Count >= SessionsMax)
            {
                foreach (var (old, until) in _ended)
                {
                    if (until <= now)
                    {
                        _ended.Remove(old);
                    }
                }
            }

            if (_ended.Count >= SessionsMax)
            {
                _ended.Remove(_ended.MinBy(e => e.Value).Key);
            }

            _ended[session] = now + lifespan;
        }
    }

    public bool Contains(string session)
    {
        lock (_gate)
        {
            return _ended.ContainsKey(session);
        }
    }
}
