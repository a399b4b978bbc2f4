using System.Net.WebSockets;
using System.Threading.Channels;

namespace Jim.Server.Tests.WebSockets;

/// <summary>A socket without a network: the test writes the client's messages and reads the server's.</summary>
/// <param name="sent">Is told each message of the server, at the moment when it begins to be sent.</param>
internal sealed class ModelSocket(Action<JsonNode> sent) : WebSocket
{
    private readonly Channel<string?> _incoming = Channel.CreateUnbounded<string?>();
    private TaskCompletionSource _reading = CreateGate(open: true);

    public override WebSocketCloseStatus? CloseStatus => Closed;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    /// <summary>The code that the server closed with; null: it did not.</summary>
    public WebSocketCloseStatus? Closed { get; private set; }

    public bool IsAborted { get; private set; }

    /// <summary>Sends as the client. Null: the client's close.</summary>
    public void Give(string? message) => _incoming.Writer.TryWrite(message);

    /// <summary>From now on the client reads, or does not.</summary>
    public void SetReading(bool reads)
    {
        if (reads)
        {
            _reading.TrySetResult();
        }
        else if (_reading.Task.IsCompleted)
        {
            _reading = CreateGate(open: false);
        }
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _incoming.Reader.WaitToReadAsync(cancellationToken);
        if (_incoming.Reader.TryPeek(out var next) && next is not null && buffer.IsEmpty)
        {
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Text, endOfMessage: false); // as a WebSocket does
        }

        _incoming.Reader.TryRead(out var message);
        return message is null
            ? new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true)
            : new ValueWebSocketReceiveResult(Encoding.UTF8.GetBytes(message, buffer.Span), WebSocketMessageType.Text, endOfMessage: true);
    }

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        sent(JsonNode.Parse(buffer.Span)!);
        await Task.Yield();
        await _reading.Task.WaitAsync(cancellationToken);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Closed = closeStatus;
        Give(null); // a client answers a close with its own
        return Task.CompletedTask;
    }

    public override void Abort()
    {
        IsAborted = true;
        Give(null);
    }

    public override void Dispose()
    {
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static TaskCompletionSource CreateGate(bool open)
    {
        var gate = new TaskCompletionSource();
        if (open)
        {
            gate.SetResult();
        }

        return gate;
    }
}
