using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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
        var host = settings.PublicUrl != settings.Listen ? settings.PublicUrl.Host
            : IPAddress.TryParse(settings.Listen.Host, out var set) && !set.Equals(IPAddress.Loopback) ? settings.Listen.Host
            : Find()?.ToString()
                ?? throw new SettingsException("This machine has no network address of its own; name one by JIM_PUBLIC_URL.");
        return settings with
        {
            Listen = new UriBuilder(settings.Listen) { Host = host }.Uri,
            PublicUrl = settings.PublicUrl != settings.Listen ? settings.PublicUrl : new UriBuilder(settings.Listen) { Host = host }.Uri,
        };
    }

    private static IPAddress? Find() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
}
