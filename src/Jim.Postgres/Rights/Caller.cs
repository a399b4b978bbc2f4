namespace Jim.Postgres.Rights;

/// <summary>
/// On whose behalf SQL runs: the database role, and the claims that policies read by <c>jim.user_id()</c>, <c>jim.has_role()</c> and
/// <c>jim.claim()</c>. It is made from a validated token and stored with a job; the token itself is never stored.
/// </summary>
/// <param name="Role">The database role: <c>jim_anonymous</c>, <c>jim_user</c>, or one of <c>JIM_ROLES</c>.</param>
/// <param name="Subject">The token's <c>sub</c>; null for anonymous.</param>
/// <param name="Roles">Realm roles, sorted.</param>
/// <param name="Name">Claim <c>name</c>, else <c>preferred_username</c>.</param>
/// <param name="Email">Claim <c>email</c>.</param>
/// <param name="Client">Claim <c>azp</c>: the client the token was given to.</param>
/// <param name="ExpiresAt">When the token expires; null where there is no token (anonymous, the stored caller of a job).</param>
public sealed record Caller(
    string Role, string? Subject, ImmutableArray<string> Roles, string? Name, string? Email, string? Client, DateTimeOffset? ExpiresAt)
{
    /// <summary>Begins every <see cref="Network"/>, so that none is equal to a subject.</summary>
    public const char NetworkMark = '\0';

    /// <summary>Whoever sends no token.</summary>
    public static Caller Anonymous { get; } = new("jim_anonymous", null, [], null, null, null, null);

    /// <summary>
    /// The network that a caller without a token comes from, with <see cref="NetworkMark"/> before it; null where there is a token, or no
    /// network is known. It tells strangers apart for their shares, and no right depends on it.
    /// </summary>
    public string? Network { get; init; }

    /// <summary>The issuer's session that the token belongs to (<c>sid</c>); null: the token names none.</summary>
    public string? Session { get; init; }

    /// <summary>When the token was issued (<c>iat</c>); null: it does not say, or there is no token.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>
    /// Who counts as one user where connections, time and live queries are shared out: the subject of the token, or without one the network
    /// of the client. Callers of whom neither is known are one user together, the empty text.
    /// </summary>
    public string ShareKey => Subject ?? Network ?? string.Empty;

    /// <summary>True when nothing is known that rights could depend on, but the role.</summary>
    public bool IsAnonymous => Subject is null && this with { Network = null } == Anonymous;

    /// <summary>Whoever sends no token from this network.</summary>
    /// <param name="network">Empty: not known.</param>
    public static Caller From(string network) => network.Length == 0 ? Anonymous : Anonymous with { Network = NetworkMark + network };

    /// <summary>The subject as the key of <c>users</c>; null when anonymous or not a UUID.</summary>
    public Guid? UserId => Guid.TryParse(Subject, out var id) ? id : null;

    /// <summary>True when everything that rights may depend on is the same: all but which token of the user it is, and its times.</summary>
    public bool HasRightsOf(Caller other) =>
        WithoutToken() == other.WithoutToken() && Roles.SequenceEqual(other.Roles);

    private Caller WithoutToken() => this with { Roles = [], ExpiresAt = null, Network = null, Session = null, IssuedAt = null };
}
