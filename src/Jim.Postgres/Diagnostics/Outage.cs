namespace Jim.Postgres.Diagnostics;

/// <summary>
/// What was logged of a service that does not answer, so that work which tries again at short intervals logs each reason once, and once
/// that the service is back, instead of a line for every attempt. Safe for threads.
/// </summary>
public sealed class Outage
{
    /// <summary>Reasons that hold a changing text must not fill the memory; those beyond are not logged.</summary>
    private const int ReasonsMax = 16;

    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Notes a failed attempt. True: this reason is new since the last success, and is to be logged.</summary>
    public bool Begin(string reason)
    {
        lock (_reasons)
        {
            return _reasons.Count < ReasonsMax && _reasons.Add(reason);
        }
    }

    /// <summary>Notes a success. True: attempts have failed before it, and the recovery is to be logged.</summary>
    public bool End()
    {
        lock (_reasons)
        {
            var ended = _reasons.Count > 0;
            _reasons.Clear();
            return ended;
        }
    }
}
