using System.Collections.Immutable;

namespace Jim.Postgres.Rights;

/// <summary>
/// On whose behalf SQL runs: the database role and the claims that policies read as <c>jim.user_id()</c>, <c>jim.has_role()</c>,
/// <c>jim.claim()</c>. Made by the Identity room from a validated token; stored with a job (never the token itself).
/// </summary>
/// <param name="Role"><c>jim_anonymous</c>, <c>jim_user</c> or <c>jim_admin</c>.</param>
/// <param name="Subject">The token's <c>sub</c>; null for anonymous.</param>
/// <param name="Roles">Realm roles, sorted.</param>
/// <param name="Name">Claim <c>name</c>, else <c>preferred_username</c>.</param>
/// <param name="Email">Claim <c>email</c>.</param>
/// <param name="Client">Claim <c>azp</c>: the client the token was given to.</param>
/// <param name="ExpiresAt">When the token ends; null: never (anonymous, a job's stored caller).</param>
public sealed record Caller(
    string Role, string? Subject, ImmutableArray<string> Roles, string? Name, string? Email, string? Client, DateTimeOffset? ExpiresAt)
{
    public static Caller Anonymous { get; } = new("jim_anonymous", null, [], null, null, null, null);

    /// <summary>The subject as the key of <c>users</c>; null when anonymous or not a UUID.</summary>
    public Guid? UserId => Guid.TryParse(Subject, out var id) ? id : null;
}
