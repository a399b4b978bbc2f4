using System.Net;
using Jim.Postgres.Running;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Jim.Server.Hosting;

/// <summary>Where and for whom the gateway listens, and how much at once.</summary>
public static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, JimSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // Each endpoint has its own limit: a GraphQL body 1 MiB, an upload gigabytes.
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        var host = settings.Listen.Host;
        if (host == "localhost")
        {
            kestrel.ListenLocalhost(settings.Listen.Port);
        }
        else
        {
            kestrel.Listen(IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : IPAddress.Any, settings.Listen.Port);
        }
    }

    public static PoolOptions PoolsOf(JimSettings settings, string connection)
    {
        var statement = settings.Limits.Operation - TimeSpan.FromSeconds(Math.Min(5, settings.Limits.Operation.TotalSeconds / 4));
        var options = new PoolOptions(connection) { StatementTimeout = statement, WaitingPerConnection = settings.Limits.Waiting };
        return settings.PoolReads is { } reads ? options with { Reads = reads } : options;
    }

    /// <summary>Development lets any page of this machine ask (Expo web, Nitro); otherwise only the origins that were named.</summary>
    public static void Cors(CorsPolicyBuilder policy, JimSettings settings)
    {
        policy.AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders("Cache-Status", "ETag", "Content-Range", "Accept-Ranges", "Retry-After", "Content-Disposition");
        if (settings.CorsOrigins.Length > 0)
        {
            policy.WithOrigins([.. settings.CorsOrigins]);
        }
        else
        {
            policy.SetIsOriginAllowed(origin => !settings.Production
                && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && (uri.IsLoopback || uri.Host == settings.PublicUrl.Host));
        }
    }
}
