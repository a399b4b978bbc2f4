using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary><c>--lan</c>: the address at which a phone on the same network finds this machine.</summary>
public static class LanAddress
{
    /// <summary>Listens on, and gives out, the machine's own address; one that was set to be public already is kept.</summary>
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
