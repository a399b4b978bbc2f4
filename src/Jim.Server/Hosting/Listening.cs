using Jim.Server.Http;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Jim.Server.Hosting;

/// <summary>The address and limits of the HTTP server, and which origins browsers may call it from.</summary>
public static class Listening
{
    /// <summary>Listens at the address of <c>JIM_LISTEN</c>, or at each that its name has on this machine.</summary>
    public static void Configure(KestrelServerOptions kestrel, JimSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // Each endpoint limits its own body: 1 MiB for JSON, gigabytes for files.
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        foreach (var address in ListenAddresses.FindUsable(settings.Listen))
        {
            kestrel.Listen(address, settings.Listen.Port);
        }
    }

    /// <summary>
    /// Takes a client's address from <c>X-Forwarded-For</c>: from the right end, over the addresses of <c>JIM_TRUSTED_PROXIES</c>, up to
    /// the first that is none of them. It stops at what is no address.
    /// </summary>
    public static ForwardedHeadersOptions BuildForwarding(JimSettings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }

    /// <summary>
    /// Allows the origins of <c>JIM_CORS_ORIGINS</c>. Where none is set, production allows none, and development allows pages of this
    /// machine on any port (development servers as Expo's or Nitro's) and of the host of the public address.
    /// </summary>
    public static void Cors(CorsPolicyBuilder policy, JimSettings settings)
    {
        policy.AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders([
                "Cache-Status", "ETag", "Content-Range", "Accept-Ranges", "Retry-After", "Content-Disposition", .. TusHeaders.Exposed,
            ]);
        if (settings.CorsOrigins.Length > 0)
        {
            policy.WithOrigins([.. settings.CorsOrigins]);
        }
        else
        {
            policy.SetIsOriginAllowed(origin => !settings.Production && IsOwnOrigin(origin, settings.PublicUrl.Host));
        }
    }

    /// <summary>
    /// Pages of files and of sandboxed frames are none: they have the origins <c>file://</c> and <c>null</c>, whoever made them.
    /// </summary>
    private static bool IsOwnOrigin(string origin, string publicHost) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
        && (NetworkPlaces.IsLoopback(uri.Host) || uri.Host == publicHost);
}
