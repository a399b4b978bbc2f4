using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>
/// Which tokens no longer count though they have not expired: those of a session that was logged out, of a user who was disabled, or with a
/// role that was taken away. A token that the issuer has given out later is not one of them.
/// </summary>
/// <param name="Subject">The tokens' <c>sub</c>; null only where <paramref name="Session"/> is not.</param>
/// <param name="Session">The tokens' <c>sid</c>; null: those of all sessions.</param>
/// <param name="IssuedUntil">
/// The latest <c>iat</c> of a token that is meant; as that tells whole seconds, all tokens of the same second are.
/// </param>
public sealed record Revocation(string? Subject, string? Session, DateTimeOffset IssuedUntil)
{
    /// <summary>Only tokens that have one of these realm roles; empty: whatever roles they have.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Whether the caller's token is one of those.</summary>
    public bool Covers(Caller caller) =>
        IsOfSession(caller) && !(caller.IssuedAt > IssuedUntil) && (Roles.IsEmpty || Roles.Any(caller.Roles.Contains));

    /// <summary>Whether both mean the same tokens, but for the time.</summary>
    public bool IsAbout(Revocation other) => Subject == other.Subject && Session == other.Session && Roles.SequenceEqual(other.Roles);

    /// <summary>Many issuers name no session in access tokens: any session of the user may be meant then.</summary>
    private bool IsOfSession(Caller caller) => Session is null || caller.Session is null
        ? Subject is not null && Subject == caller.Subject
        : Session == caller.Session;
}
