using System.IO.Pipelines;
using System.Net.WebSockets;
using Jim.Postgres.Rights;
using Jim.Server.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Server.Tests.WebSockets;

/// <summary>A session over a pair of streams and a clock that the test moves.</summary>
public sealed class SocketSessionTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_client_has_ten_seconds_to_begin()
    {
        var (client, session) = Connect(SocketLimits.Default);
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        await SendAsync(client, """{"type":"ping"}""");
        Assert.Contains("pong", await ReceiveAsync(client), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await ReceiveAsync(client));
        Assert.Equal((4408, "Connection initialization timeout."), ((int)client.CloseStatus!, client.CloseStatusDescription));
        await EndAsync(client, session);
    }

    [Fact]
    public async Task A_client_that_began_stays()
    {
        var (client, session) = Connect(SocketLimits.Default);
        await SendAsync(client, """{"type":"connection_init"}""");
        Assert.Contains("connection_ack", await ReceiveAsync(client), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Contains("ping", await ReceiveAsync(client), StringComparison.Ordinal);
        await EndAsync(client, session);
    }

    [Fact]
    public async Task Text_that_is_none_ends_an_operation_and_not_the_socket()
    {
        var (client, session) = Connect(SocketLimits.Default);
        await SendAsync(client, """{"type":"connection_init","payload":{"\ud800":"x"}}""");
        Assert.Contains("connection_ack", await ReceiveAsync(client), StringComparison.Ordinal);
        await SendAsync(client, """{"type":"subscribe","id":"1","payload":{"query":"\ud800"}}""");
        var refused = await ReceiveAsync(client);
        Assert.Contains("\"type\":\"error\"", refused, StringComparison.Ordinal);
        Assert.Contains("HC0012", refused, StringComparison.Ordinal);
        await SendAsync(client, """{"type":"subscribe","id":"\ud800","payload":{}}""");
        Assert.Null(await ReceiveAsync(client));
        Assert.Equal((4400, "A message must be text."), ((int)client.CloseStatus!, client.CloseStatusDescription));
        await EndAsync(client, session);
    }

    [Fact]
    public async Task A_message_is_at_most_so_large()
    {
        var (client, session) = Connect(SocketLimits.Default with { MessageBytes = 5000 });
        await SendAsync(client, """{"type":"ping"}""".PadRight(5000));
        Assert.Contains("pong", await ReceiveAsync(client), StringComparison.Ordinal);
        await SendAsync(client, """{"type":"ping"}""".PadRight(5001));
        Assert.Null(await ReceiveAsync(client));
        Assert.Equal((4400, "The message is too large."), ((int)client.CloseStatus!, client.CloseStatusDescription));
        await EndAsync(client, session);
    }

    private (WebSocket Client, Task Session) Connect(SocketLimits limits)
    {
        var (up, down) = (new Pipe(), new Pipe());
        var server = WebSocket.CreateFromStream(
            new Duplex(up.Reader.AsStream(), down.Writer.AsStream()), new WebSocketCreationOptions { IsServer = true });
        var client = WebSocket.CreateFromStream(new Duplex(down.Reader.AsStream(), up.Writer.AsStream()), new WebSocketCreationOptions());
        var dialect = SocketDialect.Choose(["graphql-transport-ws"])!;
        var session = new SocketSession(
            server, dialect, Caller.Anonymous, new SocketExecution(null!).RunAsync, (_, _) => throw new InvalidOperationException(), limits,
            _time).RunAsync(TestContext.Current.CancellationToken);
        return (client, session);
    }

    private static async Task EndAsync(WebSocket client, Task session)
    {
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await session.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        client.Dispose();
    }

    private static Task SendAsync(WebSocket client, string message) =>
        client.SendAsync(
            Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>Null: the server has closed.</summary>
    private static async Task<string?> ReceiveAsync(WebSocket client)
    {
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Reads from one stream and writes to the other.</summary>
    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
                output.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
