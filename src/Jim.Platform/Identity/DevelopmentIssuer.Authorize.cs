using System.Net;

namespace Jim.Platform.Identity;

/// <summary>
/// The authorization endpoint: code flow with PKCE S256 (RFC 6749, section 4.1; RFC 7636). It shows a form to log in at every request.
/// </summary>
public sealed partial class DevelopmentIssuer
{
    private static readonly string[] RequestMembers =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce",
        "code_challenge", "code_challenge_method", "prompt",
    ];

    private string AuthorizePath => $"{Path}/protocol/openid-connect/auth";

    /// <summary>
    /// GET <c>/protocol/openid-connect/auth</c>: the form to log in, a redirect with an error, or a page that says what is wrong.
    /// </summary>
    public IssuerAnswer ShowLogin(IReadOnlyDictionary<string, string> query) =>
        CheckRequest(query, out var client) ?? RenderLoginForm(query, client!, null);

    /// <summary>POST <c>/protocol/openid-connect/auth</c>, the posted form: a redirect with the code, or the form again.</summary>
    /// <param name="form">The posted fields.</param>
    /// <param name="address">Where the request comes from; null: not known.</param>
    public async ValueTask<IssuerAnswer> SubmitLoginAsync(
        IReadOnlyDictionary<string, string> form, IPAddress? address, CancellationToken cancellationToken)
    {
        if (CheckRequest(form, out var client) is { } problem)
        {
            return problem;
        }

        if (!form.ContainsKey("username"))
        {
            return RenderLoginForm(form, client!, null);
        }

        var (user, tooMany) = await LogInAsync(form["username"], form.GetValueOrDefault("password"), address, cancellationToken);
        if (user is null)
        {
            return tooMany
                ? RenderLoginForm(form, client!, TooManyAttempts) with { Status = 429 }
                : RenderLoginForm(form, client!, "Invalid username or password.");
        }

        var grant = new AuthorizationGrant(
            client!, user, form["redirect_uri"], form["code_challenge"], form.GetValueOrDefault("scope", string.Empty),
            form.GetValueOrDefault("nonce"), CreateSessionId());
        return RedirectBack(form, ("session_state", grant.Session), ("code", _codes.Issue(grant, address)));
    }

    /// <summary>
    /// GET <c>/protocol/openid-connect/logout</c> of a browser: back to the app where that address is allowed, else a page. The session
    /// of the ID token that it hints at is ended (OpenID Connect RP-Initiated Logout 1.0, section 2); an expired token counts too.
    /// </summary>
    public async ValueTask<IssuerAnswer> ShowLogoutAsync(IReadOnlyDictionary<string, string> query)
    {
        if (query.TryGetValue("id_token_hint", out var hint) && await _tokens.ReadIdAsync(hint) is { } token)
        {
            EndSession(token.Subject, ReadClaim(token, "sid")!);
        }

        var target = query.GetValueOrDefault("post_logout_redirect_uri");
        var clientId = query.GetValueOrDefault("client_id") ?? ReadHintedClient(query.GetValueOrDefault("id_token_hint"));
        if (!_realm.Clients.TryGetValue(clientId, out var client) || !RedirectUris.Allows(client, target, _address))
        {
            return target is null
                ? IssuerAnswer.Html(LoginPage.RenderProblem("You are logged out."))
                : IssuerAnswer.Problem("invalid_request", "Invalid redirect uri");
        }

        return IssuerAnswer.Redirect(AppendQuery(target!, query.TryGetValue("state", out var state) ? [("state", state)] : []));
    }

    /// <summary>The client that the token names. Not verified: it only decides whose redirect addresses are allowed.</summary>
    private static string ReadHintedClient(string? idToken) =>
        idToken is { Length: < 16_384 } && CompactJwt.TryRead(idToken) is { } token
            ? CompactJwt.ReadText(token.Payload, "azp") ?? string.Empty
            : string.Empty;

    /// <summary>
    /// Null where the request is valid. Errors are sent to the redirect address only after it was found to belong to the client; before
    /// that the user sees a page (RFC 6749, section 4.1.2.1).
    /// </summary>
    private IssuerAnswer? CheckRequest(IReadOnlyDictionary<string, string> request, out RealmClient? client)
    {
        if (!_realm.Clients.TryGetValue(request.GetValueOrDefault("client_id", string.Empty), out client) || !client.CodeFlow)
        {
            return IssuerAnswer.Problem("invalid_client", "Client not found.");
        }

        if (!RedirectUris.Allows(client, request.GetValueOrDefault("redirect_uri"), _address))
        {
            return IssuerAnswer.Problem("invalid_request", "Invalid parameter: redirect_uri");
        }

        var (error, description) = request switch
        {
            _ when request.GetValueOrDefault("response_type") != "code" => ("unsupported_response_type", "Only response_type code"),
            _ when request.GetValueOrDefault("response_mode", "query") != "query" => ("invalid_request", "Only response_mode query"),
            _ when !request.ContainsKey("code_challenge_method") => ("invalid_request", "Missing parameter: code_challenge_method"),
            _ when request["code_challenge_method"] != "S256" =>
                ("invalid_request", "Invalid parameter: code_challenge_method must be S256"),
            _ when request.GetValueOrDefault("code_challenge", string.Empty).Length != 43 =>
                ("invalid_request", "Missing parameter: code_challenge"),
            _ when request.GetValueOrDefault("prompt") == "none" => ("login_required", "No single sign-on here"),
            _ => (null, null),
        };
        return error is null ? null : RedirectBack(request, ("error", error), ("error_description", description!));
    }

    private IssuerAnswer RenderLoginForm(IReadOnlyDictionary<string, string> request, RealmClient client, string? problem) =>
        IssuerAnswer.Html(LoginPage.RenderForm(
            AuthorizePath,
            RequestMembers.Where(request.ContainsKey).Select(m => KeyValuePair.Create(m, request[m])),
            client.Id,
            problem,
            SampleUsers.Select(u => u.Username)));

    private IssuerAnswer RedirectBack(IReadOnlyDictionary<string, string> request, params (string Name, string Value)[] members) =>
        IssuerAnswer.Redirect(AppendQuery(
            request["redirect_uri"],
            [
                .. request.TryGetValue("state", out var state) ? [("state", state)] : Array.Empty<(string, string)>(),
                .. members,
                ("iss", Issuer),
            ]));

    private static string AppendQuery(string uri, (string Name, string Value)[] members)
    {
        var query = string.Join('&', members.Select(m => $"{m.Name}={Uri.EscapeDataString(m.Value)}"));
        return query.Length == 0 ? uri : $"{uri}{(uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }
}
