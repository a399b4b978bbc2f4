using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Jim.Platform.Identity;

/// <summary>
/// Asks the issuer, as its client, whether a token still counts (RFC 7662) and which realm roles a user has (Keycloak's admin API). Each
/// answer is that of the moment.
/// </summary>
/// <remarks>
/// Methods throw <see cref="HttpRequestException"/>, <see cref="InvalidDataException"/> or <see cref="JsonException"/> where the issuer
/// does not answer, or not as it should, and <see cref="OperationCanceledException"/> where it takes too long. Nothing follows for the
/// token then.
/// </remarks>
public sealed class IssuerClient(IdentityOptions options, IssuerClientOptions client, HttpClient http, TimeProvider timeProvider)
    : IDisposable
{
    private const string DiscoveryPath = "/.well-known/openid-configuration";

    /// <summary>Shorter than the interval of the checks.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(20);

    private readonly IssuerDiscovery _discovery = new(options, http);
    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private Endpoints? _endpoints;
    private ServiceToken? _token;

    /// <summary>Whether the issuer is a Keycloak, as its address tells; others are not asked for roles.</summary>
    public bool TellsRoles => FindAdmin() is not null;

    /// <summary>Whether the access token still counts for the issuer. False also where it has expired.</summary>
    public async Task<bool> IsActiveAsync(string token, CancellationToken cancellationToken)
    {
        using var deadline = CreateDeadline(cancellationToken);
        var endpoints = await FindEndpointsAsync(deadline.Token);
        var answer = await PostAsync(
            endpoints.Introspection, [new("token", token), new("token_type_hint", "access_token")], deadline.Token);
        return answer.TryGetProperty("active", out var active) && active.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? active.GetBoolean()
            : throw new InvalidDataException("the answer of the introspection endpoint does not say whether the token is active");
    }

    /// <summary>
    /// The realm roles that the user has now, those by groups and composite roles among them; null: there is no such user.
    /// </summary>
    public async Task<ImmutableHashSet<string>?> ReadRolesAsync(string subject, CancellationToken cancellationToken)
    {
        using var deadline = CreateDeadline(cancellationToken);
        var path = $"users/{Uri.EscapeDataString(subject)}/role-mappings/realm/composite?briefRepresentation=true";
        var url = new Uri($"{FindAdmin()}/{path}");
        using var first = await AskAsync(url, deadline.Token);

        // What declared the tokens of users void may have meant Jim's own too.
        using var second = first.StatusCode == HttpStatusCode.Unauthorized ? await AskAsync(url, deadline.Token) : null;
        var response = second ?? first;
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new InvalidDataException($"the client {client.Id} may not read users: give its service account the role view-users");
        }

        using var roles = JsonDocument.Parse(await IssuerDiscovery.ReadAsync(response, deadline.Token));
        return [.. roles.RootElement.EnumerateArray().Select(role => CompactJwt.ReadText(role, "name")).OfType<string>()];
    }

    private async Task<HttpResponseMessage> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(cancellationToken)) },
        };
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            _token = null; // it was declared void, or given out before the client had the role
        }

        return response;
    }

    /// <summary>Tries both questions, for the client's own token and user.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var token = await SignInAsync(cancellationToken);
        if (!await IsActiveAsync(token, cancellationToken))
        {
            throw new InvalidDataException($"the issuer takes the token that it has just given to {client.Id} for inactive");
        }

        if (TellsRoles && CompactJwt.TryRead(token) is { } parts && CompactJwt.ReadText(parts.Payload, "sub") is { } subject)
        {
            await ReadRolesAsync(subject, cancellationToken);
        }
    }

    public void Dispose() => _signingIn.Dispose();

    private static CancellationTokenSource CreateDeadline(CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        return deadline;
    }

    /// <summary>The address of the realm in Keycloak's admin API; null: the issuer is no Keycloak.</summary>
    private string? FindAdmin()
    {
        var realm = options.DiscoveryUrl.AbsoluteUri;
        var at = realm.LastIndexOf("/realms/", StringComparison.Ordinal);
        return at < 0 || !realm.EndsWith(DiscoveryPath, StringComparison.Ordinal)
            ? null
            : $"{realm[..at]}/admin{realm[at..^DiscoveryPath.Length]}";
    }

    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        await _signingIn.WaitAsync(cancellationToken);
        try
        {
            if (_token is { } known && timeProvider.GetElapsedTime(known.ReadAt) < known.Lasts)
            {
                return known.Text;
            }

            var endpoints = await FindEndpointsAsync(cancellationToken);
            var readAt = timeProvider.GetTimestamp();
            var answer = await PostAsync(endpoints.Token, [new("grant_type", "client_credentials")], cancellationToken);
            var text = CompactJwt.ReadText(answer, "access_token") ?? throw new InvalidDataException("the token endpoint gives no token");
            var seconds = answer.TryGetProperty("expires_in", out var expires) && expires.TryGetInt32(out var number) ? number : 60;
            _token = new ServiceToken(text, readAt, TimeSpan.FromSeconds(seconds) - RenewBefore);
            return text;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private async Task<Endpoints> FindEndpointsAsync(CancellationToken cancellationToken)
    {
        if (_endpoints is { } known)
        {
            return known;
        }

        var discovery = await _discovery.ReadAsync(cancellationToken);
        return _endpoints = new Endpoints(
            _discovery.Reach(discovery.TokenEndpoint, "token_endpoint"),
            _discovery.Reach(discovery.IntrospectionEndpoint, "introspection_endpoint"));
    }

    /// <summary>With the client's name and secret by HTTP Basic (RFC 6749, section 2.3.1).</summary>
    private async Task<JsonElement> PostAsync(
        Uri url, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var credentials = Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(client.Id)}:{WebUtility.UrlEncode(client.Secret)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(form),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials)) },
        };
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
            ? throw new InvalidDataException($"the issuer refuses the client {client.Id} (HTTP {(int)response.StatusCode})")
            : JsonElement.Parse(await IssuerDiscovery.ReadAsync(response, cancellationToken));
    }

    private sealed record Endpoints(Uri Token, Uri Introspection);

    private sealed record ServiceToken(string Text, long ReadAt, TimeSpan Lasts);
}
