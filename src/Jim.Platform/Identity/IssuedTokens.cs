using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>Issues tokens with the same claims as Keycloak 26, so that applications work the same with both.</summary>
internal sealed class IssuedTokens(string issuer, Realm realm, IssuerKey key, TimeProvider timeProvider)
{
    private const string ScopeGiven = "profile email";

    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>The token endpoint's answer for a person's session.</summary>
    /// <param name="signedInAt">When the person signed in, in seconds since 1970; null: now.</param>
    public JsonObject IssueSession(
        RealmClient client, RealmUser user, string session, string requestedScope, string? nonce, long? signedInAt = null)
    {
        var at = signedInAt ?? timeProvider.GetUtcNow().ToUnixTimeSeconds();
        var openId = requestedScope.Split(' ').Contains("openid", StringComparer.Ordinal);
        var scope = openId ? $"openid {ScopeGiven}" : ScopeGiven;
        var access = IssueAccess(client, user, session, scope, realm.AccessTokenLifespan);
        var answer = new JsonObject
        {
            ["access_token"] = access,
            ["expires_in"] = (int)realm.AccessTokenLifespan.TotalSeconds,
            ["refresh_expires_in"] = (int)realm.SessionIdle.TotalSeconds,
            ["refresh_token"] = key.Sign(BuildRefresh(client, user, session, scope, at)),
            ["token_type"] = "Bearer",
        };
        if (openId)
        {
            answer["id_token"] = key.Sign(BuildId(client, user, session, access, nonce, at));
        }

        answer["not-before-policy"] = 0;
        answer["session_state"] = session;
        answer["scope"] = scope;
        return answer;
    }

    /// <summary>The token endpoint's answer for a service account: no session, no refresh token.</summary>
    public JsonObject IssueService(RealmClient client, RealmUser account) => new()
    {
        ["access_token"] = IssueAccess(client, account, null, ScopeGiven, realm.AccessTokenLifespan),
        ["expires_in"] = (int)realm.AccessTokenLifespan.TotalSeconds,
        ["refresh_expires_in"] = 0,
        ["token_type"] = "Bearer",
        ["not-before-policy"] = 0,
        ["scope"] = ScopeGiven,
    };

    /// <param name="session">Null for a service account.</param>
    public string IssueAccess(RealmClient client, RealmUser user, string? session, string scope, TimeSpan lifespan)
    {
        var payload = BuildClaims("Bearer", client, lifespan, BuildAudience(client));
        if (client.NamesSubject)
        {
            payload["sub"] = user.Id;
        }

        if (session is not null)
        {
            payload["sid"] = session;
        }
        else
        {
            payload["client_id"] = client.Id;
        }

        payload["acr"] = "1";
        if (user.Roles.Length > 0)
        {
            payload["realm_access"] = new JsonObject { ["roles"] = new JsonArray([.. user.Roles.Select(r => (JsonNode)r)]) };
        }

        payload["scope"] = scope;
        AddProfile(payload, user);
        return key.Sign(payload);
    }

    /// <summary>Adds the names and the email address, which userinfo, access and ID tokens have in common.</summary>
    public static void AddProfile(JsonObject payload, RealmUser user)
    {
        payload["email_verified"] = user.EmailVerified;
        (string Name, string? Value)[] members =
        [
            ("name", user.FullName), ("preferred_username", user.Username),
            ("given_name", user.FirstName), ("family_name", user.LastName), ("email", user.Email),
        ];
        foreach (var (name, value) in members.Where(m => m.Value is not null))
        {
            payload[name] = value;
        }
    }

    /// <summary>The refresh token where this issuer signed it and it has not expired; else null.</summary>
    public async ValueTask<JsonWebToken?> ReadRefreshAsync(string token) =>
        CompactJwt.TryRead(token) is { } parts && TokenClaims.ReadDate(parts.Payload, "exp") > timeProvider.GetUtcNow()
            ? await ReadAsync(token, "Refresh", issuer)
            : null;

    /// <summary>The ID token where this issuer signed it, whatever its age; else null.</summary>
    public ValueTask<JsonWebToken?> ReadIdAsync(string token) => ReadAsync(token, "ID", null);

    /// <summary>The token where this issuer signed it as one of this type; else null.</summary>
    /// <param name="audience">Whom it must be for; null: for any client.</param>
    private async ValueTask<JsonWebToken?> ReadAsync(string token, string type, string? audience)
    {
        if (CompactJwt.TryRead(token) is not { } parts || CompactJwt.ReadText(parts.Payload, "typ") != type)
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key.Public, ValidAlgorithms = [key.Algorithm],
            ValidIssuer = issuer, ValidAudience = audience, ValidateAudience = audience is not null, ValidateLifetime = false,
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    private JsonObject BuildId(RealmClient client, RealmUser user, string session, string access, string? nonce, long signedInAt)
    {
        var payload = BuildClaims("ID", client, realm.AccessTokenLifespan, client.Id);
        payload["sub"] = user.Id;
        payload["sid"] = session;
        payload["auth_time"] = signedInAt; // also after a refresh (OpenID Connect Core 1.0, section 12.2)
        payload["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(access))[..16]);
        payload["acr"] = "1";
        if (nonce is not null)
        {
            payload["nonce"] = nonce;
        }

        AddProfile(payload, user);
        return payload;
    }

    private JsonObject BuildRefresh(RealmClient client, RealmUser user, string session, string scope, long signedInAt)
    {
        var payload = BuildClaims("Refresh", client, realm.SessionIdle, issuer);
        payload["sub"] = user.Id;
        payload["sid"] = session;
        payload["scope"] = scope;
        payload["auth_time"] = signedInAt;
        payload["preferred_username"] = user.Username;
        return payload;
    }

    private JsonObject BuildClaims(string type, RealmClient client, TimeSpan lifespan, JsonNode? audience)
    {
        var now = timeProvider.GetUtcNow();
        var payload = new JsonObject
        {
            ["exp"] = (now + lifespan).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
            ["iss"] = issuer,
            ["typ"] = type,
            ["azp"] = client.Id,
        };
        if (audience is not null)
        {
            payload["aud"] = audience;
        }

        return payload;
    }

    /// <summary>One audience is a string, several are an array (RFC 7519, section 4.1.3); null: none.</summary>
    private static JsonNode? BuildAudience(RealmClient client) => client.Audiences switch
    {
        [] => null,
        [var one] => one,
        var several => new JsonArray([.. several.Select(a => (JsonNode)a)]),
    };
}
