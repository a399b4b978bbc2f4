using System.Net;
using System.Net.Sockets;

namespace Jim.Platform.Identity;

/// <summary>
/// Where a request comes from, as far as it tells clients apart: bounds for each client and shares of callers without a token go by it.
/// </summary>
public static class SourceNetwork
{
    /// <summary>
    /// The IPv4 address, or the first 64 bits of an IPv6 address: whoever has one of those has all of its network's. Null (a connection
    /// without addresses, as that of a Unix socket) is the empty text.
    /// </summary>
    public static string Find(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, 8))
            : plain?.ToString() ?? string.Empty;
    }
}
