using System.Net;
using System.Net.Sockets;

namespace Jim.Platform.Webhooks;

/// <summary>
/// Which addresses a webhook may reach: what the internet routes to somebody else (IANA's registries of special-purpose addresses), and
/// what the operator allows. A webhook's URL is chosen by a user of Jim, who must not reach the operator's own network through it.
/// </summary>
internal static class WebhookAddresses
{
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // metadata of Azure, a public address
            "2001::/23", // Teredo holds IPv4 addresses; the rest is for protocols
            "2001:db8::/32", "2002::/16", // 6to4 holds IPv4 addresses
            "3fff::/20", "2620:4f:8000::/48",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>False for this machine, private, link-local and metadata addresses, multicast, and what holds such an address.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (bare.AddressFamily == AddressFamily.InterNetwork || Global.Contains(bare)) && !IsIn(Special, bare);
    }

    /// <summary>True where one of the networks has the address.</summary>
    public static bool IsIn(IEnumerable<IPNetwork> networks, IPAddress address)
    {
        var bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(n => n.BaseAddress.AddressFamily == bare.AddressFamily && n.Contains(bare));
    }
}
