using System.Net;
using System.Net.Sockets;

namespace Jim.Testing;

/// <summary>Ports that nobody listens on now.</summary>
public static class FreePort
{
    public static int Next(string host = "127.0.0.1")
    {
        using var probe = new TcpListener(IPAddress.Parse(host), 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
