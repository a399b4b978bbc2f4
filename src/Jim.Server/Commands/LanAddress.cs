using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Jim.Server.Hosting;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary><c>--lan</c>: the address at which a phone on the same network finds this machine.</summary>
public static class LanAddress
{
    /// <summary>
    /// Settings that listen on the machine's address in the network and use it as the public address; a public address that was set is
    /// kept. Throws <see cref="SettingsException"/> where the machine has no address but loopback.
    /// </summary>
    public static JimSettings Apply(JimSettings settings)
    {
        if (settings.PublicUrl != settings.Listen)
        {
            // A name may lead to a proxy or a router; it need not be an address of this machine.
            var isAddress = IPAddress.TryParse(settings.PublicUrl.Host, out _);
            return settings with { Listen = With(settings.Listen, isAddress ? settings.PublicUrl.Host : "0.0.0.0") };
        }

        var addresses = ListenAddresses.Resolve(settings.Listen);
        if (addresses.Contains(IPAddress.Any) || addresses.Contains(IPAddress.IPv6Any))
        {
            return settings with { PublicUrl = With(settings.Listen, FindHost()) };
        }

        var isChosen = addresses.Any(a => !a.Equals(IPAddress.Loopback) && !a.Equals(IPAddress.IPv6Loopback));
        var listen = isChosen ? settings.Listen : With(settings.Listen, FindHost());
        return settings with { Listen = listen, PublicUrl = listen };
    }

    private static Uri With(Uri address, string host) => new UriBuilder(address) { Host = host }.Uri;

    private static string FindHost() => Find()?.ToString()
        ?? throw new SettingsException("This machine has no network address of its own; name one by JIM_PUBLIC_URL.");

    private static IPAddress? Find() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
}
