using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// Which pages may open a WebSocket: browsers send no preflight for one, and would let a page of any site open it and read what comes (RFC
/// 6455, 10.2). The origins of CORS may, and pages of this server itself. Clients that are no browsers send no <c>Origin</c>.
/// </summary>
/// <param name="publicUrl">The address by which clients reach the server; a proxy may leave its port out of <c>Host</c>.</param>
public sealed class OriginCheck(IOptions<CorsOptions> cors, Uri publicUrl)
{
    private readonly CorsPolicy _policy = cors.Value.GetPolicy(cors.Value.DefaultPolicyName)
        ?? throw new InvalidOperationException("There is no policy for CORS.");

    public bool Allows(HttpRequest request)
    {
        var origins = request.Headers[HeaderNames.Origin];
        return origins.Count == 0
            || (origins is [{ } origin] && (_policy.IsOriginAllowed(origin) || IsOwn(origin, request.Host.Value)));
    }

    /// <summary>
    /// Scheme and port at which TLS ends are the proxy's, so that only host and port are compared. That the host is one of this server's
    /// is checked before (<see cref="HostCheck"/>).
    /// </summary>
    private bool IsOwn(string origin, string? host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
        && ((Uri.TryCreate($"{page.Scheme}://{host}", UriKind.Absolute, out var own) && IsSame(page, own)) || IsSame(page, publicUrl));

    private static bool IsSame(Uri one, Uri other) => one.IdnHost == other.IdnHost && one.Port == other.Port;
}
