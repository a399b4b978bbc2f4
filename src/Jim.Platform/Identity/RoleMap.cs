using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>
/// Which database role a token's realm roles choose (<c>JIM_ROLES</c>): the role of the first pair whose realm role the token has, else
/// <see cref="UserRole"/>. Requests without a token run as <see cref="AnonymousRole"/>, whatever the pairs say.
/// </summary>
public sealed class RoleMap
{
    public const string AnonymousRole = "jim_anonymous";
    public const string UserRole = "jim_user";

    /// <summary>A set of roles in the schema (<see cref="GraphQL.Types.RoleMask"/>) has room for so many, the two above included.</summary>
    private const int RolesMax = 64;

    /// <summary>Postgres cuts longer names off without a word, so that another role could be meant.</summary>
    private const int NameMax = 63;

    private RoleMap(ImmutableArray<(string RealmRole, string DatabaseRole)> pairs) => Pairs = pairs;

    /// <summary>The pairs of Jim's own roles: the default of <c>JIM_ROLES</c>.</summary>
    public static RoleMap Default { get; } = new([("jim-admin", "jim_admin"), ("jim-service", "jim_service")]);

    /// <summary>In the order in which they are tried.</summary>
    public ImmutableArray<(string RealmRole, string DatabaseRole)> Pairs { get; }

    /// <summary>All database roles that requests run as, each once.</summary>
    public ImmutableArray<string> DatabaseRoles =>
        [.. new[] { AnonymousRole, UserRole }.Concat(Pairs.Select(p => p.DatabaseRole)).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Reads <c>realm-role:database_role</c> pairs. The realm role may hold colons, the database role may not. Throws
    /// <see cref="FormatException"/>, whose message names the pair and what to write.
    /// </summary>
    public static RoleMap Parse(IEnumerable<string> pairs)
    {
        var map = new RoleMap([.. pairs.Select(ParsePair)]);
        return map.Pairs.GroupBy(p => p.RealmRole, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new FormatException($"names the realm role '{twice.Key}' twice: only the first pair could ever be chosen")
            : map.DatabaseRoles.Length > RolesMax
            ? throw new FormatException($"names more than {RolesMax - 2} database roles")
            : map;
    }

    /// <summary>The database role of a caller whose token has these realm roles.</summary>
    public string Choose(ImmutableArray<string> realmRoles)
    {
        foreach (var (realmRole, databaseRole) in Pairs)
        {
            if (realmRoles.Contains(realmRole, StringComparer.Ordinal))
            {
                return databaseRole;
            }
        }

        return UserRole;
    }

    /// <summary>
    /// The stored caller of a job with the database role that its realm roles choose today. Older versions stored the service account with
    /// the role <c>jim_user</c>, and a role that <c>JIM_ROLES</c> no longer names has no schema.
    /// </summary>
    public Caller ChooseAgain(Caller stored) =>
        stored.Subject is not null && (stored.Role == UserRole || !DatabaseRoles.Contains(stored.Role))
            ? stored with { Role = Choose(stored.Roles) }
            : stored;

    /// <summary>As a value of <c>JIM_ROLES</c>.</summary>
    public override string ToString() => string.Join(',', Pairs.Select(p => $"{p.RealmRole}:{p.DatabaseRole}"));

    private static (string RealmRole, string DatabaseRole) ParsePair(string pair)
    {
        var colon = pair.LastIndexOf(':');
        var (realmRole, databaseRole) = colon < 0 ? (pair, string.Empty) : (pair[..colon].Trim(), pair[(colon + 1)..].Trim());
        return realmRole.Length == 0 || databaseRole.Length is 0 or > NameMax
            ? throw new FormatException($"has '{pair}', which is no pair: write realm-role:database_role, as manager:app_manager")
            : databaseRole == AnonymousRole
            ? throw new FormatException($"has '{pair}', but {AnonymousRole} is the role of requests without a token")
            : (realmRole, databaseRole);
    }
}
