using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>The IP addresses that <c>JIM_LISTEN</c> stands for, and what is wrong with them.</summary>
public static class ListenAddresses
{
    private const string Cure = "Choose another address by JIM_LISTEN or --listen, as --listen http://127.0.0.1:8081";

    /// <summary>
    /// The address itself, or those that the name has; <c>localhost</c> is both loopback addresses and is not looked up. Throws
    /// <see cref="SettingsException"/> for a name without an address.
    /// </summary>
    public static ImmutableArray<IPAddress> Resolve(Uri listen)
    {
        if (listen.Host == "localhost")
        {
            return Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        }

        if (IPAddress.TryParse(listen.Host, out var address))
        {
            return [address];
        }

        try
        {
            return [.. Dns.GetHostAddresses(listen.IdnHost).Distinct()];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new SettingsException($"JIM_LISTEN names the host {listen.Host}, which has no address. {Cure}.");
        }
    }

    /// <summary>
    /// Throws <see cref="SettingsException"/> where this process cannot listen there, before anything is migrated; Kestrel would fail only
    /// afterwards.
    /// </summary>
    public static void EnsureUsable(Uri listen)
    {
        var tried = Resolve(listen).Select(address => (Address: address, Failure: Probe(address, listen.Port))).ToList();
        var failed = tried.Find(t => t.Failure is { } f && !IsMissing(f));
        if (failed.Failure is { } failure)
        {
            throw new SettingsException(Explain(listen, failed.Address, failure));
        }

        // Of a machine without IPv6, localhost is one address only.
        if (tried.TrueForAll(t => t.Failure is not null))
        {
            throw new SettingsException(Explain(listen, tried[0].Address, tried[0].Failure!.Value));
        }
    }

    /// <summary>Those of <see cref="Resolve"/> that this machine has.</summary>
    public static IEnumerable<IPAddress> FindUsable(Uri listen)
    {
        var addresses = Resolve(listen);
        return addresses.Length == 1 ? addresses : addresses.Where(a => Probe(a, 0) is not { } failure || !IsMissing(failure));
    }

    /// <summary>
    /// Throws <see cref="SettingsException"/> where the development issuer would be reachable from other machines without having been asked
    /// for by <c>--lan</c>.
    /// </summary>
    public static void EnsureIssuerIsPrivate(JimSettings settings)
    {
        var isServed = settings is { Issuer: null, Gateway: true };
        if (isServed && Resolve(settings.Listen).FirstOrDefault(a => !IPAddress.IsLoopback(a)) is { } open)
        {
            throw new SettingsException(
                $"JIM_LISTEN ({settings.Listen.Host}, which is {open}) can be reached from other machines, and the development issuer "
                + "would give anybody there a token. Listen at http://127.0.0.1:8080, set OIDC_ISSUER, or start with --lan on a network "
                + "that you trust.");
        }
    }

    /// <summary>What to tell of a failure to listen; null: the failure is another one.</summary>
    public static string? Explain(Uri listen, Exception failure) => failure switch
    {
        SocketException e => Explain(listen, null, e.SocketErrorCode),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            Explain(listen, null, SocketError.AddressAlreadyInUse),
        _ => null,
    };

    private static string Explain(Uri listen, IPAddress? address, SocketError failure)
    {
        var where = address is null || listen.Host.Trim('[', ']') == address.ToString() ? listen.Host : $"{listen.Host} ({address})";
        return failure switch
        {
            SocketError.AddressAlreadyInUse => $"Port {listen.Port} is in use. Stop what listens there. {Cure}.",
            SocketError.AccessDenied =>
                $"Port {listen.Port} is for privileged processes. Choose one from 1024, and let a proxy have {listen.Port}. {Cure}.",
            _ when IsMissing(failure) =>
                $"JIM_LISTEN names {where}, which is no address of this machine; it has {string.Join(", ", FindOwn())}. {Cure}.",
            _ => $"Jim cannot listen at {where}:{listen.Port} ({failure}). {Cure}.",
        };
    }

    private static bool IsMissing(SocketError failure) =>
        failure is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported
            or SocketError.InvalidArgument;

    private static SocketError? Probe(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static IEnumerable<IPAddress> FindOwn() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .Where(a => !a.IsIPv6LinkLocal);
}
