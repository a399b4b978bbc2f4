using System.Collections.Concurrent;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>
/// The revoked tokens that this process knows of, and what is open by tokens: sockets and streams are told when theirs is revoked. Thread
/// safe.
/// </summary>
/// <remarks>
/// A revocation is kept for <see cref="OldRows.KeepRevocations"/>; tokens that live longer than that are accepted again afterwards.
/// </remarks>
public sealed class Revocations(TimeProvider timeProvider)
{
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);

    /// <summary>By session, and those with a subject by that too. The two are told apart by the key's first character.</summary>
    private readonly ConcurrentDictionary<string, ImmutableArray<Revocation>> _known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<OpenToken, bool> _open = new();
    private long _forgotten = timeProvider.GetTimestamp();

    /// <summary>What is open now by a token.</summary>
    public IEnumerable<OpenToken> Open => _open.Keys;

    /// <summary>Whether the caller's token was revoked.</summary>
    public bool Cover(Caller caller) => !_known.IsEmpty && caller.Subject is { } subject
        && (Cover(SubjectKey(subject), caller) || (caller.Session is { } session && Cover(SessionKey(session), caller)));

    /// <summary>Whether tokens of the user with this role were revoked because the role was taken away.</summary>
    public bool HasLost(string subject, string role) =>
        _known.TryGetValue(SubjectKey(subject), out var some) && some.Any(one => one.Roles.Contains(role));

    /// <summary>From now on these tokens count as revoked. How many sockets and streams were open by them, and are told.</summary>
    public int Add(Revocation revocation)
    {
        Forget();
        foreach (var key in FindKeys(revocation))
        {
            _known.AddOrUpdate(
                key, static (_, next) => [next], static (_, others, next) => Merge(others, next), revocation);
        }

        var ended = 0;
        foreach (var open in Open.Where(open => revocation.Covers(open.Caller)))
        {
            ended += open.TryEnd() ? 1 : 0;
        }

        return ended;
    }

    /// <summary>Tells once that the caller's token was revoked, also where it was before this call.</summary>
    /// <param name="token">The token itself, for whoever asks the issuer about it; null: nobody does.</param>
    /// <param name="tell">Must be quick. Is not called after the result was disposed.</param>
    public IDisposable Watch(Caller caller, string? token, Action tell)
    {
        var open = new OpenToken(caller, token, tell, gone => _open.TryRemove(gone, out _));
        _open[open] = true;

        // Only after it is listed, so that a revocation that comes now is seen here, or sees it there.
        if (Cover(caller))
        {
            open.TryEnd();
        }

        return open;
    }

    private bool Cover(string key, Caller caller) => _known.TryGetValue(key, out var some) && some.Any(one => one.Covers(caller));

    private static ImmutableArray<Revocation> Merge(ImmutableArray<Revocation> others, Revocation next) =>
        others.Any(one => one.IsAbout(next) && one.IssuedUntil >= next.IssuedUntil)
            ? others
            : [.. others.Where(one => !one.IsAbout(next)), next];

    private static IEnumerable<string> FindKeys(Revocation revocation)
    {
        if (revocation.Subject is { } subject)
        {
            yield return SubjectKey(subject);
        }

        if (revocation.Session is { } session)
        {
            yield return SessionKey(session);
        }
    }

    private static string SubjectKey(string subject) => $"u{subject}";

    private static string SessionKey(string session) => $"s{session}";

    private void Forget()
    {
        var last = Interlocked.Read(ref _forgotten);
        if (timeProvider.GetElapsedTime(last) < ForgetEvery
            || Interlocked.CompareExchange(ref _forgotten, timeProvider.GetTimestamp(), last) != last)
        {
            return;
        }

        var oldest = timeProvider.GetUtcNow() - OldRows.KeepRevocations;
        foreach (var (key, some) in _known)
        {
            var kept = some.RemoveAll(one => one.IssuedUntil < oldest);
            if (kept.Length == some.Length)
            {
                continue;
            }

            // Where another one has come meanwhile, nothing is dropped this time.
            _ = kept.IsEmpty ? _known.TryRemove(KeyValuePair.Create(key, some)) : _known.TryUpdate(key, kept, some);
        }
    }
}
