namespace Jim.Platform.Identity;

/// <summary>Which tokens are accepted, and how the issuer's keys are read.</summary>
/// <param name="Issuer">The <c>iss</c> that tokens must have, compared exactly (<c>OIDC_ISSUER</c>).</param>
/// <param name="MetadataUrl">
/// Where the discovery document is read when the issuer's own address is not reachable from here (<c>OIDC_METADATA_URL</c>); null: under
/// the issuer.
/// </param>
/// <param name="Audience">What <c>aud</c> must hold (<c>OIDC_AUDIENCE</c>).</param>
public sealed record IdentityOptions(string Issuer, string? MetadataUrl = null, string Audience = "jim-api")
{
    /// <summary>Which database role a token's realm roles choose (<c>JIM_ROLES</c>).</summary>
    public RoleMap Roles { get; init; } = RoleMap.Default;

    /// <summary>
    /// The clients whose logout tokens are taken (<c>OIDC_LOGOUT_CLIENTS</c>): the issuer sends one to each client that took part in the
    /// session. Those for <see cref="Audience"/> are taken in any case.
    /// </summary>
    public ImmutableArray<string> LogoutAudiences { get; init; } = [];

    /// <summary>The issuer is asked about the tokens by which sockets and streams are open.</summary>
    public bool AsksIssuer { get; init; }

    /// <summary>
    /// False, as in production: the keys of a discovery document with <see cref="DevelopmentIssuer.DiscoveryMark"/> are not taken.
    /// </summary>
    public bool AcceptsDevelopmentIssuer { get; init; } = true;

    /// <summary>Clock skew allowed on <c>exp</c> and <c>nbf</c>.</summary>
    public TimeSpan Leeway { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An unknown <c>kid</c> makes the process read the keys again at most this often, so that random ids cannot flood the issuer.
    /// </summary>
    public TimeSpan RefetchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same until keys were read for the first time (the issuer may still be starting).</summary>
    public TimeSpan FirstFetchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Keys older than this are read again in the background, so that a withdrawn key stops being accepted.</summary>
    public TimeSpan KeysMaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline of one read of the issuer's documents.</summary>
    public TimeSpan FetchDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longer tokens are refused without being read, which bounds the work that a client can cause.</summary>
    public int TokenBytesMax { get; init; } = 16 * 1024;

    /// <summary>How many validated tokens are remembered.</summary>
    public int CachedTokensMax { get; init; } = 20_000;

    /// <summary>The most memory of what validated tokens say, in bytes.</summary>
    public long CachedTokenBytesMax { get; init; } = 16 << 20;

    /// <summary>The discovery document's address.</summary>
    public Uri DiscoveryUrl => new(MetadataUrl ?? $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration");
}
