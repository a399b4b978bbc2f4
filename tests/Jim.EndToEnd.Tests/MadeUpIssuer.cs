using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Jim.EndToEnd.Tests;

/// <summary>An issuer whose keys can be rotated, that can be away, and that counts how often its keys are read.</summary>
public sealed class MadeUpIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, RSA> _keys = [];
    private int _reads;

    private MadeUpIssuer(WebApplication app) => _app = app;

    public string Address => $"{_app.Urls.First()}/realms/made-up";

    /// <summary>How often the keys were read.</summary>
    public int Reads => _reads;

    /// <summary>Every request is cut off.</summary>
    public bool IsDown { get; set; }

    public static async Task<MadeUpIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var issuer = new MadeUpIssuer(app);
        app.MapGet("/realms/made-up/.well-known/openid-configuration", context => issuer.AnswerAsync(context, issuer.Describe));
        app.MapGet("/realms/made-up/certs", context =>
        {
            Interlocked.Increment(ref issuer._reads);
            return issuer.AnswerAsync(context, issuer.Publish);
        });
        await app.StartAsync();
        return issuer;
    }

    /// <summary>A key that is published from now on.</summary>
    public void Add(string kid)
    {
        lock (_keys)
        {
            _keys[kid] = RSA.Create(2048);
        }
    }

    /// <summary>An access token for alice that lives for an hour. A key that was not added signs it too, but is not published.</summary>
    public string Issue(string kid)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Sign(kid, "JWT", new JsonObject
        {
            ["iss"] = Address, ["aud"] = "jim-api", ["sub"] = JimWorld.Alice, ["typ"] = "Bearer", ["iat"] = now, ["exp"] = now + 3600,
            ["jti"] = Guid.NewGuid().ToString(), ["azp"] = "jim-app",
        });
    }

    /// <summary>A logout token for all sessions of a user.</summary>
    public string IssueLogout(string kid, string subject = JimWorld.Alice, Action<JsonObject>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address, ["aud"] = "jim-app", ["sub"] = subject, ["iat"] = now, ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        change?.Invoke(claims);
        return Sign(kid, "logout+jwt", claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private string Sign(string kid, string type, JsonObject claims)
    {
        RSA key;
        lock (_keys)
        {
            key = _keys.GetValueOrDefault(kid) ?? RSA.Create(2048);
        }

        var head = Encode(new JsonObject { ["alg"] = "RS256", ["typ"] = type, ["kid"] = kid });
        var body = Encode(claims);
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private JsonObject Describe() => new() { ["issuer"] = Address, ["jwks_uri"] = $"{Address}/certs" };

    private JsonObject Publish()
    {
        lock (_keys)
        {
            return new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(k => BuildJwk(k.Key, k.Value.ExportParameters(false)))]) };
        }
    }

    private static JsonObject BuildJwk(string kid, RSAParameters key) => new()
    {
        ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = kid, ["n"] = Base64Url.EncodeToString(key.Modulus),
        ["e"] = Base64Url.EncodeToString(key.Exponent),
    };

    private Task AnswerAsync(HttpContext context, Func<JsonObject> answer)
    {
        if (IsDown)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer().ToJsonString());
    }
}
