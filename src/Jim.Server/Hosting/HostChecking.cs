using System.Net;
using Jim.Server.Http;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>Registers the check of the header <c>Host</c>, and puts it in front of every route.</summary>
public static class HostChecking
{
    private static readonly string[] loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>
    /// The issuer may reach a gateway by a name that no client uses, as inside of a network of containers; what it sends there counts by
    /// its signature, and the answer tells nothing.
    /// </summary>
    public static void UseHostCheck(this IApplicationBuilder app, JimSettings settings)
    {
        var check = new HostCheck(BuildHosts(settings));
        app.UseWhen(context => context.Request.Path != BackchannelLogoutEndpoint.Path, others => others.Use(check.InvokeAsync));
    }

    /// <summary>
    /// <c>JIM_ALLOWED_HOSTS</c>, or else the hosts of <c>JIM_PUBLIC_URL</c> and <c>JIM_LISTEN</c>. Where that is loopback or every address
    /// of the machine, the names of loopback are its too; no other site can have them.
    /// </summary>
    public static IEnumerable<string> BuildHosts(JimSettings settings)
    {
        if (!settings.AllowedHosts.IsEmpty)
        {
            return settings.AllowedHosts;
        }

        var listening = ListenAddresses.Resolve(settings.Listen);
        var isLocal = listening.Any(a => IPAddress.IsLoopback(a) || a.Equals(IPAddress.Any) || a.Equals(IPAddress.IPv6Any));
        return [settings.PublicUrl.IdnHost, settings.Listen.IdnHost, .. isLocal ? loopback : []];
    }
}
