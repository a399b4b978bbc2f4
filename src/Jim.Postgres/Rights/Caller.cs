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
    /// <summary>Whoever sends no token.</summary>
    public static Caller Anonymous { get; } = new("jim_anonymous", null, [], null, null, null, null);

    /// <summary>
    /// Who counts as one user where connections, time and live queries are shared out: the subject of the token. Callers without a token
    /// cannot be told apart and are one user together, the empty text.
    /// </summary>
    public string ShareKey => Subject ?? string.Empty;

    /// <summary>The subject as the key of <c>users</c>; null when anonymous or not a UUID.</summary>
    public Guid? UserId => Guid.TryParse(Subject, out var id) ? id : null;

    /// <summary>True when everything that rights may depend on is the same: all but the time at which the token expires.</summary>
    public bool HasRightsOf(Caller other) =>
        this with { Roles = [], ExpiresAt = null } == other with { Roles = [], ExpiresAt = null } && Roles.SequenceEqual(other.Roles);
}
