using System.Buffers;
using System.Net.WebSockets;

namespace Jim.Server.WebSockets;

/// <summary>Reads the messages of a socket's client, each whole and within the limits.</summary>
/// <param name="closeSlow">Has the socket closed, because a message takes too long to arrive.</param>
/// <param name="hold">Counts so many bytes that have arrived, see <see cref="IncomingMessages"/>; null: nobody counts.</param>
public sealed class SocketReader(
    WebSocket socket, SocketLimits limits, TimeProvider timeProvider, Action<SocketClose> closeSlow, Func<long, IDisposable>? hold = null)
{
    private const int DropBytes = 4096;

    /// <summary>
    /// The next message; or, where there is none, why the socket is to be closed. Throws <see cref="OperationCanceledException"/> or
    /// <see cref="WebSocketException"/>, where the socket is cut off.
    /// </summary>
    /// <param name="hasBegun">False: the client has not shown yet who it is, and may send little.</param>
    public async ValueTask<(SocketMessage? Message, SocketClose? Close)> ReadAsync(bool hasBegun, CancellationToken cancellationToken)
    {
        using var read = new IncomingMessage(hold);
        ITimer? slow = null;
        try
        {
            var bytesMax = hasBegun ? limits.MessageBytes : Math.Min(limits.FirstMessageBytes, limits.MessageBytes);
            var space = Memory<byte>.Empty; // waits for the first byte without holding memory
            while (true)
            {
                var received = await socket.ReceiveAsync(space, cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return (null, SocketClose.Normal);
                }

                if (socket.State == WebSocketState.CloseSent)
                {
                    return (null, SocketClose.Normal); // nothing more is kept for a client that is told to go
                }

                read.Advance(received.Count);
                if (read.Length > bytesMax)
                {
                    return (null, SocketClose.BadMessage("The message is too large."));
                }

                if (received.EndOfMessage)
                {
                    break;
                }

                slow ??= timeProvider.CreateTimer(
                    _ => closeSlow(SocketClose.BadMessage("The message took too long.")), null, limits.MessageWithin,
                    Timeout.InfiniteTimeSpan);
                space = read.GetSpace();
            }
        }
        finally
        {
            slow?.Dispose();
        }

        var message = SocketMessage.Read(read.Bytes, out var why);
        return (message, message is null ? SocketClose.BadMessage(why!) : null);
    }
    /// <summary>
    /// Reads and drops what the client still sends until it has answered the close that it was sent. TCP resets a connection that is closed
    /// with bytes unread (RFC 2525, 2.17), and then the client would lose the close and with it the reason. Does not throw.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (socket.State != WebSocketState.CloseSent)
        {
            return;
        }

        var dropped = ArrayPool<byte>.Shared.Rent(DropBytes);
        try
        {
            while (socket.State == WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(dropped.AsMemory(), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client has not answered in time, or is gone.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(dropped);
        }
    }
}
