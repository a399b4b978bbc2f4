using System.Net.WebSockets;
using System.Threading.Channels;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;

namespace Jim.Server.WebSockets;

/// <summary>
/// Sends everything that one socket sends, because a WebSocket allows one send at a time. Messages wait in a bounded queue. An operation
/// whose results come faster than the client reads them waits for space in it; when even a small message finds no space, the socket is
/// closed with <see cref="SocketClose.Overloaded"/>.
/// </summary>
public sealed class SocketSender(WebSocket socket, SocketDialect dialect)
{
    private const int WaitingMax = 64;
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);

    private readonly Channel<OutgoingMessage> _waiting = Channel.CreateBounded<OutgoingMessage>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private SocketClose? _close;

    /// <summary>
    /// Queues a message; waits while the queue is full. Throws <see cref="ChannelClosedException"/> once the socket is closing.
    /// </summary>
    public ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _waiting.Writer.WriteAsync(message, cancellationToken);

    /// <summary>Queues a small message without waiting. Where the queue is full, the message is dropped and the socket is closed.</summary>
    public void Send(OutgoingMessage message)
    {
        if (!_waiting.Writer.TryWrite(message))
        {
            message.Response?.Dispose();
            Close(SocketClose.Overloaded);
        }
    }

    /// <summary>Closes the socket after what is queued was sent. Of several calls the first one's reason is sent.</summary>
    public void Close(SocketClose reason)
    {
        Interlocked.CompareExchange(ref _close, reason, null);
        _waiting.Writer.TryComplete();
    }

    /// <summary>
    /// Sends until <see cref="Close"/> was called and the queue is empty, the client is gone, or one message took longer than
    /// <see cref="SendWithin"/>. Does not throw for a lost connection.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var buffer = new JsonBuffer();
        try
        {
            await foreach (var message in _waiting.Reader.ReadAllAsync(CancellationToken.None))
            {
                buffer.Truncate(0);
                Write(message, buffer);
                message.Response?.Dispose();
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(SendWithin);
                await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
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
                unsent.Response?.Dispose();
            }
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
