using System.Net.WebSockets;
using System.Threading.Channels;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;

namespace Jim.Server.WebSockets;

/// <summary>
/// The one writer of a socket. Answers wait in a bounded queue: an operation that produces faster than its client reads waits with it; a
/// client that does not even take small messages is closed as overloaded.
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

    /// <summary>Queues a small message at once; a client so slow that the queue is full is closed.</summary>
    public void Send(OutgoingMessage message)
    {
        if (!_waiting.Writer.TryWrite(message))
        {
            message.Response?.Dispose();
            Close(SocketClose.Overloaded);
        }
    }

    /// <summary>Ends the socket after what is queued; the first reason counts.</summary>
    public void Close(SocketClose reason)
    {
        Interlocked.CompareExchange(ref _close, reason, null);
        _waiting.Writer.TryComplete();
    }

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
            // The client is gone; there is nobody to tell.
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
            // The legacy protocol has the first error alone, not a list.
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
