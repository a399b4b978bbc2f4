using System.Net.WebSockets;

namespace Jim.Server.WebSockets;

/// <summary>Reads the messages of a socket's client, each whole and within the limits.</summary>
/// <param name="closeSlow">Has the socket closed, because a message takes too long to arrive.</param>
/// <param name="hold">Counts so many bytes that have arrived, see <see cref="IncomingMessages"/>; null: nobody counts.</param>
public sealed class SocketReader(
    WebSocket socket, SocketLimits limits, TimeProvider timeProvider, Action<SocketClose> closeSlow, Func<long, IDisposable>? hold = null)
{
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
}
