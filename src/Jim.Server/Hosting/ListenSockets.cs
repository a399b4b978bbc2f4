using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Jim.Server.Hosting;

/// <summary>
/// The sockets that the server listens on, kept for the end of a drain. A socket that is closed resets the connections that the kernel
/// has completed and the server has not accepted yet; a proxy may have sent a request on one, and cannot send a mutation again. So the
/// kernel is told first to pass over new connections, those it has are accepted and answered, and then nothing is left to reset. Who
/// tries to connect meanwhile hears nothing, tries again a second later (Linux's first retransmission) and is then refused, which a
/// proxy answers by another server.
/// </summary>
public sealed class ListenSockets
{
    private const int SocketLevel = 1; // SOL_SOCKET of Linux
    private const int AttachFilter = 26; // SO_ATTACH_FILTER, socket(7)

    /// <summary>
    /// A program of the kernel's classic packet filter (struct sock_filter: code, jumps, operand; Documentation/networking/filter.rst),
    /// which sees a segment from its TCP header: drops what opens a connection, SYN without ACK in byte 13 (RFC 9293, 3.1), and passes
    /// the rest.
    /// </summary>
    private static readonly ulong[] _dropsNewConnections =
    [
        Instruction(0x30, operand: 13), // load the byte of flags
        Instruction(0x54, operand: 0x12), // and with SYN | ACK
        Instruction(0x15, operand: 0x02, whenFalse: 1), // SYN alone?
        Instruction(0x06, operand: 0), // drop
        Instruction(0x06, operand: uint.MaxValue), // pass
    ];

    private readonly ConcurrentBag<Socket> _sockets = [];

    public Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>From now on no new connection comes; those that the kernel has are accepted as before. On Linux only.</summary>
    public void PassOverNewConnections()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var program = GCHandle.Alloc(_dropsNewConnections, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: the number of instructions, and at the next multiple of a pointer's size their address.
            Span<byte> filter = stackalloc byte[2 * nint.Size];
            filter.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(filter, (ushort)_dropsNewConnections.Length);
            BinaryPrimitives.WriteInt64LittleEndian(filter[nint.Size..], program.AddrOfPinnedObject());
            foreach (var socket in _sockets)
            {
                socket.SetRawSocketOption(SocketLevel, AttachFilter, filter);
            }
        }
        catch (SocketException)
        {
            // A sandbox that knows no filters: connections of the last moment may be reset.
        }
        finally
        {
            program.Free();
        }
    }

    private static ulong Instruction(ushort code, uint operand, byte whenFalse = 0) => code | (ulong)whenFalse << 24 | (ulong)operand << 32;
}
