using System.Net;

namespace Jim.Platform.Tests.Identity;

/// <summary>A made-up Keycloak that answers what a test says about tokens and users, and counts its questions.</summary>
internal sealed class AskedIssuer : HttpMessageHandler
{
    public const string Address = "https://id.example/realms/jim";

    private readonly Lock _gate = new();
    private int _atOnce;

    public HashSet<string> Inactive { get; } = [];

    /// <summary>By subject; who is not in it has none.</summary>
    public Dictionary<string, string[]> Roles { get; } = [];

    public HashSet<string> Deleted { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>Where answers about roles wait until released, when set.</summary>
    public Task? Gate { get; set; }

    /// <summary>Path and, of an introspection, the token.</summary>
    public List<string> Asked { get; } = [];

    public int MostAtOnce { get; private set; }

    public int Count(string question)
    {
        lock (_gate)
        {
            return Asked.Count(asked => asked == question);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("down");
        }

        var path = request.RequestUri!.AbsolutePath;
        return path switch
        {
            "/realms/jim/.well-known/openid-configuration" => Json(new JsonObject
            {
                ["issuer"] = Address, ["token_endpoint"] = $"{Address}/token", ["introspection_endpoint"] = $"{Address}/introspect",
            }),
            "/realms/jim/token" => Json(new JsonObject { ["access_token"] = "service", ["expires_in"] = 300 }),
            "/realms/jim/introspect" => Introspect(await request.Content!.ReadAsStringAsync(cancellationToken)),
            _ => await DescribeAsync(path, cancellationToken),
        };
    }

    private HttpResponseMessage Introspect(string form)
    {
        var token = form.Split('&').Single(part => part.StartsWith("token=", StringComparison.Ordinal))["token=".Length..];
        lock (_gate)
        {
            Asked.Add($"token {token}");
            return Json(new JsonObject { ["active"] = !Inactive.Contains(token) });
        }
    }

    private async Task<HttpResponseMessage> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        var subject = path["/admin/realms/jim/users/".Length..^"/role-mappings/realm/composite".Length];
        lock (_gate)
        {
            Asked.Add($"roles {subject}");
            MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
        }

        try
        {
            await (Gate ?? Task.CompletedTask).WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _atOnce--;
            }
        }

        lock (_gate)
        {
            return Deleted.Contains(subject)
                ? new HttpResponseMessage(HttpStatusCode.NotFound)
                : Json(new JsonArray([.. Roles.GetValueOrDefault(subject, []).Select(role => new JsonObject { ["name"] = role })]));
        }
    }

    private static HttpResponseMessage Json(JsonNode json) => new(HttpStatusCode.OK) { Content = new StringContent(json.ToJsonString()) };
}
