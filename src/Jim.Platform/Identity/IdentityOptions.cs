namespace Jim.Platform.Identity;

/// <summary>Whose tokens are accepted.</summary>
/// <param name="Issuer">Exactly what tokens carry as <c>iss</c> (<c>OIDC_ISSUER</c>).</param>
/// <param name="MetadataUrl">
/// Where the discovery document is read when the issuer's own address is not reachable from here (<c>OIDC_METADATA_URL</c>); null: under
/// the issuer.
/// </param>
/// <param name="Audience">What <c>aud</c> must hold (<c>OIDC_AUDIENCE</c>).</param>
public sealed record IdentityOptions(string Issuer, string? MetadataUrl = null, string Audience = "jim-api")
{
    /// <summary>Clock skew allowed on <c>exp</c> and <c>nbf</c>.</summary>
    public TimeSpan Leeway { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An unknown <c>kid</c> makes the process read the keys again at most this often: random kids must not flood the issuer.
    /// </summary>
    public TimeSpan RefetchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same while no keys were ever read (the issuer is still starting).</summary>
    public TimeSpan FirstFetchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Keys older than this are read again in the background, so that a withdrawn key stops to count.</summary>
    public TimeSpan KeysMaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline of one read of the issuer's documents.</summary>
    public TimeSpan FetchDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longer tokens are refused unread (a known denial of service in old token libraries).</summary>
    public int TokenBytesMax { get; init; } = 16 * 1024;

    /// <summary>How many validated tokens are remembered.</summary>
    public int CachedTokensMax { get; init; } = 20_000;

    /// <summary>The discovery document's address.</summary>
    public Uri DiscoveryUrl => new(MetadataUrl ?? $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration");
}
