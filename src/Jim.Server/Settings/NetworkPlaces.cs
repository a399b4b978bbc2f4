using System.Net;

namespace Jim.Server.Settings;

/// <summary>
/// Tells hosts that are reached without leaving the operator's own network from all others, by their name or address alone. No name is
/// looked up: a start must not depend on it, and an attacker who answers look-ups must not decide it.
/// </summary>
public static class NetworkPlaces
{
    private static readonly string[] privateEndings =
        [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".svc", ".cluster", ".private", ".consul"];

    private static readonly IPNetwork[] privateNetworks =
    [
        IPNetwork.Parse("0.0.0.0/32"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("::/127"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>
    /// True for this machine, for addresses that are not routed in the internet (RFC 1918, 4193, 6598), for names of one word (services of
    /// a stack), for names that only private name servers have (<c>.internal</c>, <c>.local</c>, <c>.svc</c>), and for directories of
    /// sockets.
    /// </summary>
    /// <param name="host">A name or address, IPv6 with or without brackets.</param>
    public static bool IsPrivate(string host)
    {
        var bare = Strip(host);
        if (bare.StartsWith('/') || bare.StartsWith('@'))
        {
            return true;
        }

        if (IPAddress.TryParse(bare, out var address))
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return privateNetworks.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));
        }

        return !bare.Contains('.', StringComparison.Ordinal)
            || privateEndings.Any(e => bare.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            || bare.Contains(".svc.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for <c>localhost</c>, names below it, and loopback addresses.</summary>
    public static bool IsLoopback(string host)
    {
        var bare = Strip(host);
        return IPAddress.TryParse(bare, out var address)
            ? IPAddress.IsLoopback(address)
            : bare.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || bare.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Without the brackets of IPv6 and the dot at the end of a full name.</summary>
    private static string Strip(string host) => host.Trim('[', ']').TrimEnd('.');
}
