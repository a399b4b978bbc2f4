using System.Net.WebSockets;
using System.Threading.Channels;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;
using Jim.Server.Http;

namespace Jim.Server.WebSockets;

/// <summary>
/// Sends everything that one socket sends, because a WebSocket allows one send at a time. Messages wait in a bounded queue. Whoever has a
/// message waits for space in it while the client reads more slowly than messages come; a client that reads nothing of one message for
/// <see cref="SendWithin"/> is cut off.
/// </summary>
/// <param name="hold">Counts so many bytes that wait for the client, see <see cref="UnsentAnswers"/>; null: nobody counts.</param>
public sealed class SocketSender(WebSocket socket, SocketDialect dialect, Func<long, IDisposable>? hold = null)
{
    private const int WaitingMax = 64;
    private const int FrameBytes = 128 * 1024;
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);

    private readonly Channel<OutgoingMessage> _waiting = Channel.CreateBounded<OutgoingMessage>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private SocketClose? _close;
    private volatile bool _dropsQueued;
    private volatile bool _waits;

    /// <summary>
    /// Queues a message; waits while the queue is full. Throws <see cref="ChannelClosedException"/> once the socket is closing.
    /// </summary>
    public async ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (_waits && message.Response is { } response)
        {
            message = message with { Held = hold?.Invoke(response.DataMemory.Length) };
        }

        try
        {
            await _waiting.Writer.WriteAsync(message, cancellationToken);
        }
        catch
        {
            message.Release();
            throw;
        }
    }

    /// <summary>Queues a message of the connection that is worth nothing beside others: while the queue is full, it is left out.</summary>
    public void SendUnlessBusy(OutgoingMessage message) => _waiting.Writer.TryWrite(message);

    /// <summary>Closes the socket after what is queued was sent. Of several calls the first one's reason is sent.</summary>
    public void Close(SocketClose reason)
    {
        Interlocked.CompareExchange(ref _close, reason, null);
        _waiting.Writer.TryComplete();
    }

    /// <summary>Closes the socket without sending what is queued.</summary>
    public void CloseNow(SocketClose reason)
    {
        _dropsQueued = true;
        Close(reason);
    }

    /// <summary>
    /// Sends until <see cref="Close"/> was called and the queue is empty, the client is gone, or one message took longer than
    /// <see cref="SendWithin"/>. Does not throw for a lost connection.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (_waiting.Reader.TryRead(out var message))
                {
                    await SendNowAsync(message, cancellationToken);
                }
            }

            using var closing = new CancellationTokenSource(CloseWithin);
            var close = _close ?? SocketClose.Normal;
            await socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, closing.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The connection is lost or the client does not read, so no close message would arrive.
            socket.Abort();
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var unsent))
            {
                unsent.Release();
            }
        }
    }

    /// <summary>Its buffer is given back after each message, so that a socket which once sent a large one does not keep it.</summary>
    private async ValueTask SendNowAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        using var buffer = new JsonBuffer(capacity: 1024);
        try
        {
            if (_dropsQueued || message.Operation is { IsStopped: true })
            {
                return;
            }

            Write(message, buffer);
        }
        finally
        {
            message.Release();
        }

        await SendAsync(buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>
    /// In frames (RFC 6455, 5.4), because the socket and the server copy each: a message that is sent as one would be held three times.
    /// </summary>
    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(SendWithin);
        IDisposable? held = null;
        try
        {
            for (var rest = message; !rest.IsEmpty; rest = rest[Math.Min(FrameBytes, rest.Length)..])
            {
                var isLast = rest.Length <= FrameBytes;
                var sent = socket.SendAsync(rest[..Math.Min(FrameBytes, rest.Length)], WebSocketMessageType.Text, isLast, deadline.Token);
                _waits = !sent.IsCompleted;
                held ??= _waits ? hold?.Invoke(message.Length) : null;
                await sent;
            }
        }
        finally
        {
            _waits = false;
            held?.Dispose();
        }
    }

    private void Write(OutgoingMessage message, JsonBuffer output)
    {
        output.WriteRaw("{\"type\":"u8);
        output.WriteString(message.Type == "next" ? dialect.Next : message.Type);
        if (message.Id is { } id)
        {
            output.WriteRaw(",\"id\":"u8);
            output.WriteString(id);
        }

        if (message.Response is { } response)
        {
            output.WriteRaw(",\"payload\":"u8);
            WritePayload(response, message.IsError, output);
        }

        output.WriteByte((byte)'}');
    }

    private void WritePayload(GraphQLResponse response, bool isError, JsonBuffer output)
    {
        using var step = JimTelemetry.Start(SpanNames.Write);
        if (!isError)
        {
            response.Write(output);
        }
        else if (dialect.Legacy)
        {
            // In the legacy protocol the payload of an error message is one error object, not a list.
            using var list = new JsonBuffer(512);
            ResponseWriter.WriteErrors(list, [response.Errors[0]]);
            output.WriteRaw(list.WrittenSpan[1..^1]);
        }
        else
        {
            ResponseWriter.WriteErrors(output, response.Errors);
        }
    }
}
