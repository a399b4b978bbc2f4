using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>The token endpoint with four grants (RFC 6749, RFC 7636) and logout; errors have Keycloak's codes and statuses.</summary>
public sealed partial class DevelopmentIssuer
{
    /// <summary>POST <c>/protocol/openid-connect/token</c>.</summary>
    /// <param name="form">The posted fields.</param>
    /// <param name="authorization">The header's value: a client may authenticate by Basic.</param>
    /// <param name="address">Where the request comes from; null: not known.</param>
    public async ValueTask<IssuerAnswer> GrantAsync(
        IReadOnlyDictionary<string, string> form, string? authorization, IPAddress? address = null,
        CancellationToken cancellationToken = default)
    {
        if (!form.TryGetValue("grant_type", out var grant))
        {
            return IssuerAnswer.Error("invalid_request", "Missing form parameter: grant_type");
        }

        var (client, refusal) = await AuthenticateAsync(form, authorization, address, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        return grant switch
        {
            "password" => await GrantByPasswordAsync(client, form, address, cancellationToken),
            "client_credentials" => GrantByClient(client),
            "refresh_token" => await GrantByRefreshAsync(client, form),
            "authorization_code" => GrantByCode(client, form),
            _ => IssuerAnswer.Error("unsupported_grant_type", "Unsupported grant_type"),
        };
    }

    /// <summary>POST <c>/protocol/openid-connect/logout</c> of an app with its refresh token: ends the session and answers 204.</summary>
    public async ValueTask<IssuerAnswer> LogoutAsync(
        IReadOnlyDictionary<string, string> form, string? authorization, IPAddress? address = null,
        CancellationToken cancellationToken = default)
    {
        var (client, refusal) = await AuthenticateAsync(form, authorization, address, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        if (await _tokens.ReadRefreshAsync(form.GetValueOrDefault("refresh_token", string.Empty)) is not { } token
            || ReadClaim(token, "azp") != client.Id)
        {
            return IssuerAnswer.Error("invalid_grant", "Invalid refresh token");
        }

        EndSession(token.Subject, ReadClaim(token, "sid")!);
        return new IssuerAnswer(204, null, string.Empty);
    }

    /// <summary>The client, or the answer that refuses it.</summary>
    private async ValueTask<(RealmClient? Client, IssuerAnswer? Refusal)> AuthenticateAsync(
        IReadOnlyDictionary<string, string> form, string? authorization, IPAddress? address, CancellationToken cancellationToken)
    {
        const string Refused = "Invalid client or Invalid client credentials";
        var (id, secret) = ReadBasic(authorization) ?? (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret"));
        if (id is null || !_realm.Clients.TryGetValue(id, out var client))
        {
            return (null, IssuerAnswer.Error("invalid_client", Refused, 401));
        }

        if (client.Secret is null)
        {
            return (client, null);
        }

        var (known, tooMany) = await _throttle.TryAsync(
            $"client:{id}", address, () => AreEqual(secret ?? string.Empty, client.Secret) && secret is not null ? client : null,
            cancellationToken);
        return known is not null ? (known, null)
            : (null, tooMany ? TooMany() : IssuerAnswer.Error("unauthorized_client", Refused, 401));
    }

    private static IssuerAnswer TooMany() => IssuerAnswer.Error("temporarily_unavailable", TooManyAttempts, 429);

    /// <summary>Null without Basic. Both halves are form-encoded inside it (RFC 6749, section 2.3.1).</summary>
    private static (string? Id, string? Secret)? ReadBasic(string? authorization)
    {
        const string Scheme = "Basic ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[Scheme.Length..].Trim()));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? (pair, null) : (Unescape(pair[..colon]), Unescape(pair[(colon + 1)..]));
        }
        catch (FormatException)
        {
            return (null, null);
        }
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private async ValueTask<IssuerAnswer> GrantByPasswordAsync(
        RealmClient client, IReadOnlyDictionary<string, string> form, IPAddress? address, CancellationToken cancellationToken)
    {
        if (!client.PasswordGrant)
        {
            return IssuerAnswer.Error("unauthorized_client", "Client not allowed for direct access grants");
        }

        if (!form.TryGetValue("username", out var username))
        {
            return IssuerAnswer.Error("invalid_request", "Missing parameter: username", 401);
        }

        var (user, tooMany) = await LogInAsync(username, form.GetValueOrDefault("password"), address, cancellationToken);
        return user is not null
            ? IssuerAnswer.Json(_tokens.IssueSession(client, user, CreateSessionId(), form.GetValueOrDefault("scope", string.Empty), null))
            : tooMany ? TooMany() : IssuerAnswer.Error("invalid_grant", "Invalid user credentials", 401);
    }

    private IssuerAnswer GrantByClient(RealmClient client) =>
        client.Secret is null ? IssuerAnswer.Error("unauthorized_client", "Public client not allowed to retrieve service account", 401)
        : FindServiceAccount(client.Id) is { } account ? IssuerAnswer.Json(_tokens.IssueService(client, account))
        : IssuerAnswer.Error("unauthorized_client", "Client not enabled to retrieve service account", 401);

    private async ValueTask<IssuerAnswer> GrantByRefreshAsync(RealmClient client, IReadOnlyDictionary<string, string> form)
    {
        if (!form.TryGetValue("refresh_token", out var text))
        {
            return IssuerAnswer.Error("invalid_request", "No refresh token");
        }

        if (await _tokens.ReadRefreshAsync(text) is not { } token || ReadClaim(token, "azp") != client.Id
            || _realm.Users.Values.FirstOrDefault(u => u.Id == token.Subject) is not { } user)
        {
            return IssuerAnswer.Error("invalid_grant", "Invalid refresh token");
        }

        var session = ReadClaim(token, "sid")!;
        return _ended.Contains(user.Id, session)
            ? IssuerAnswer.Error("invalid_grant", "Session not active")
            : IssuerAnswer.Json(_tokens.IssueSession(
                client, user, session, ReadClaim(token, "scope") ?? string.Empty, null, ReadSignedInAt(token)));
    }

    private IssuerAnswer GrantByCode(RealmClient client, IReadOnlyDictionary<string, string> form)
    {
        var grant = _codes.Redeem(form.GetValueOrDefault("code", string.Empty), out var reused);
        if (reused is not null)
        {
            EndSession(reused.User.Id, reused.Session); // RFC 6749, section 4.1.2: a code that is used twice may have been stolen
        }

        if (grant is null || grant.Client.Id != client.Id)
        {
            return IssuerAnswer.Error("invalid_grant", "Code not valid");
        }

        if (form.GetValueOrDefault("redirect_uri") != grant.RedirectUri)
        {
            return IssuerAnswer.Error("invalid_grant", "Incorrect redirect_uri");
        }

        return MatchesChallenge(form.GetValueOrDefault("code_verifier"), grant.Challenge)
            ? IssuerAnswer.Json(_tokens.IssueSession(client, grant.User, grant.Session, grant.Scope, grant.Nonce))
            : IssuerAnswer.Error("invalid_grant", "PKCE verification failed: Code mismatch");
    }

    /// <summary>RFC 7636, section 4.6, method S256.</summary>
    private static bool MatchesChallenge(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 }
            && AreEqual(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), challenge);

    /// <summary>Null for a refresh token of an older version.</summary>
    private static long? ReadSignedInAt(Microsoft.IdentityModel.JsonWebTokens.JsonWebToken token) =>
        token.TryGetPayloadValue<long>("auth_time", out var value) ? value : null;

    private static string? ReadClaim(Microsoft.IdentityModel.JsonWebTokens.JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) ? value : null;
}
