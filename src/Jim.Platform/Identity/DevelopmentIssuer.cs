using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Jim.Platform.Identity;

/// <summary>
/// Stands in for Keycloak during development: it reads the same realm file, has the same endpoints and issues tokens with the same claims.
/// Each method takes the data of a request and answers a response; the server maps them to the paths in <see cref="DescribeEndpoints"/>.
/// Passwords are those of the realm file, so it must never be reachable in production.
/// </summary>
public sealed partial class DevelopmentIssuer
{
    /// <summary>The member of its discovery document that tells it from an issuer that can be trusted.</summary>
    public const string DiscoveryMark = "jim_development_issuer";

    private const string TooManyAttempts = "Too many attempts to sign in are waiting; try again in a moment.";

    private readonly DevelopmentIssuerOptions _options;
    private readonly Realm _realm;
    private readonly IssuedTokens _tokens;
    private readonly AuthorizationCodes _codes;
    private readonly EndedSessions _ended;
    private readonly LoginThrottle _throttle;
    private readonly Uri _address;
    private readonly TimeProvider _timeProvider;

    /// <exception cref="InvalidDataException">The realm file cannot be used.</exception>
    public DevelopmentIssuer(DevelopmentIssuerOptions options, TimeProvider timeProvider)
    {
        (_options, _timeProvider) = (options, timeProvider);
        _address = new Uri(options.Issuer);
        _realm = RealmFile.Read(options.RealmFile);
        if (!_address.AbsolutePath.EndsWith($"/realms/{_realm.Name}", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{options.RealmFile} holds the realm {_realm.Name}, but the issuer is {options.Issuer}");
        }

        Key = IssuerKey.LoadOrCreate(options.KeyFile);
        _tokens = new IssuedTokens(options.Issuer, _realm, Key, timeProvider);
        _codes = new AuthorizationCodes(_realm.CodeLifespan, timeProvider);
        _ended = new EndedSessions(_realm.SessionIdle, timeProvider);
        _throttle = new LoginThrottle(timeProvider);
        Validator = new TokenValidator(new IdentityOptions(options.Issuer), new IssuerKeySource(this), timeProvider);
    }

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer => _options.Issuer;

    /// <summary>The path that all its endpoints begin with: <c>/realms/jim</c>.</summary>
    public string Path => _address.AbsolutePath;

    public IssuerKey Key { get; }

    /// <summary>The users who can be told to everybody, because their passwords are their names; by name.</summary>
    public ImmutableArray<SampleUser> SampleUsers =>
    [
        .. _realm.Users.Values.Where(u => u.Password == u.Username && u.ServiceAccountOf is null)
            .OrderBy(u => u.Username, StringComparer.Ordinal).Select(u => new SampleUser(u.Username, u.Roles)),
    ];

    /// <summary>The clients that have a service account, and whose tokens are for a service, as Jim; by name.</summary>
    public ImmutableArray<string> ServiceAccounts =>
    [
        .. _realm.Clients.Values.Where(client => !client.Audiences.IsEmpty && FindServiceAccount(client.Id) is not null)
            .Select(client => client.Id).Order(StringComparer.Ordinal),
    ];

    /// <summary>A session was ended: what Keycloak tells by a logout token.</summary>
    public event Action<Revocation>? SessionEnded;

    private TokenValidator Validator { get; }

    /// <summary>GET <c>/.well-known/openid-configuration</c>.</summary>
    public IssuerAnswer DescribeEndpoints()
    {
        var endpoints = $"{Issuer}/protocol/openid-connect";
        return IssuerAnswer.Json(new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{endpoints}/auth",
            ["token_endpoint"] = $"{endpoints}/token",
            ["userinfo_endpoint"] = $"{endpoints}/userinfo",
            ["end_session_endpoint"] = $"{endpoints}/logout",
            ["jwks_uri"] = $"{endpoints}/certs",
            ["grant_types_supported"] = new JsonArray("authorization_code", "client_credentials", "password", "refresh_token"),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray(Key.Algorithm),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post", "none"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email"),
            ["claims_supported"] = new JsonArray(
                "iss", "sub", "aud", "exp", "iat", "name", "given_name", "family_name", "preferred_username", "email", "azp", "sid"),
            ["authorization_response_iss_parameter_supported"] = true,
            [DiscoveryMark] = true,
        });
    }

    /// <summary>GET <c>/protocol/openid-connect/certs</c>.</summary>
    public IssuerAnswer DescribeKeys() => IssuerAnswer.Json(new JsonObject { ["keys"] = new JsonArray(Key.Jwk.DeepClone()) });

    /// <summary>GET or POST <c>/protocol/openid-connect/userinfo</c>.</summary>
    /// <param name="authorization">The header's value.</param>
    public async ValueTask<IssuerAnswer> UserInfoAsync(string? authorization, CancellationToken cancellationToken)
    {
        var result = await Validator.ValidateHeaderAsync(authorization, cancellationToken);
        if (result.Caller is null || _realm.Users.Values.FirstOrDefault(u => u.Id == result.Caller.Subject) is not { } user)
        {
            return IssuerAnswer.Error("invalid_token", result.Refusal?.Description ?? "An access token is needed.", 401);
        }

        var claims = new JsonObject { ["sub"] = user.Id };
        IssuedTokens.AddProfile(claims, user);
        return IssuerAnswer.Json(claims);
    }

    /// <summary>
    /// An access token for a user name, or for the service account of a client id: for the start banner and <c>./jim token</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The realm file has neither.</exception>
    public string MintFor(string username)
    {
        if (ServiceAccounts.Contains(username) && FindServiceAccount(username) is { } account)
        {
            return _tokens.IssueAccess(_realm.Clients[username], account, null, "profile email", _options.MintedLifespan);
        }

        var client = _realm.Clients.Values.Where(c => c.PasswordGrant).OrderBy(c => c.Id, StringComparer.Ordinal).FirstOrDefault();
        if (client is null || !_realm.Users.TryGetValue(username, out var user) || user.ServiceAccountOf is not null)
        {
            var people = _realm.Users.Values.Where(u => u.ServiceAccountOf is null).Select(u => u.Username);
            var known = string.Join(", ", people.Concat(ServiceAccounts).Order(StringComparer.Ordinal));
            throw new ArgumentException($"the realm file knows no {username}; it knows {known}", nameof(username));
        }

        return _tokens.IssueAccess(client, user, CreateSessionId(), "openid profile email", _options.MintedLifespan);
    }

    private RealmUser? FindServiceAccount(string clientId) =>
        _realm.Clients.TryGetValue(clientId, out var client) && client.ServiceAccount
            ? _realm.Users.Values.FirstOrDefault(u => u.ServiceAccountOf == clientId)
            : null;

    /// <summary>
    /// No user where the name or the password is wrong. A name that nobody has takes the same steps, so that it is not told by its time.
    /// </summary>
    private ValueTask<(RealmUser? Found, bool TooMany)> LogInAsync(
        string username, string? password, IPAddress? address, CancellationToken cancellationToken)
    {
        var user = _realm.Users.GetValueOrDefault(username);
        return _throttle.TryAsync(
            user?.Id ?? string.Empty, address,
            () => AreEqual(password ?? string.Empty, user?.Password ?? string.Empty) && password is not null ? FindByPassword(user) : null,
            cancellationToken);
    }

    private static RealmUser? FindByPassword(RealmUser? user) => user?.Password is null ? null : user;

    private static bool AreEqual(string given, string right) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));

    private void EndSession(string userId, string session)
    {
        _ended.End(userId, session);
        SessionEnded?.Invoke(new Revocation(userId, session, _timeProvider.GetUtcNow()));
    }

    private static string CreateSessionId() => Guid.NewGuid().ToString();
}
