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

    [Fact]
    public async Task Messages_that_are_not_whole_are_bounded_for_all_sockets_together()
    {
        var limits = SocketLimits.Default with { IncomingBytes = 110_000 };
        var incoming = new IncomingMessages(limits);
        var (modest, modestSession) = Connect(limits, incoming, "modest");
        await SendPartAsync(modest, """{"type":"ping" """);
        var (first, firstSession) = Connect(limits, incoming, "greedy");
        await SendPartAsync(first, """{"type":"ping","x":" """.PadRight(30_000));
        await Eventually.Holds(() => incoming.Bytes >= 30_000);
        var (second, secondSession) = Connect(limits, incoming, "greedy");
        await SendPartAsync(second, """{"type":"ping","x":" """.PadRight(30_000));
        await Eventually.Holds(() => incoming.Bytes >= 60_000);
        var (third, thirdSession) = Connect(limits, incoming, "greedy");
        await SendPartAsync(third, """{"type":"ping","x":" """.PadRight(60_000));

        Assert.Null(await ReceiveAsync(first));
        Assert.Equal((1013, SocketClose.TooManyBytes.Reason), ((int)first.CloseStatus!, first.CloseStatusDescription));
        await EndAsync(first, firstSession);
        foreach (var (client, rest, session) in new[]
            { (modest, "}", modestSession), (second, "\"}", secondSession), (third, "\"}", thirdSession) })
        {
            await SendAsync(client, rest);
            Assert.Contains("pong", await ReceiveAsync(client), StringComparison.Ordinal);
            await EndAsync(client, session);
        }

        await Eventually.Holds(() => incoming.Bytes == 0);
    }

    [Fact]
    public async Task Requests_that_run_are_counted_until_they_end()
    {
        var limits = SocketLimits.Default with { IncomingBytes = 80_000 };
        var incoming = new IncomingMessages(limits);
        var (client, session) = Connect(limits, incoming, "greedy", (operation, _) => RunForeverAsync(operation));
        await SendAsync(client, """{"type":"connection_init"}""");
        Assert.Contains("connection_ack", await ReceiveAsync(client), StringComparison.Ordinal);
        await SubscribeAsync("1");
        await SubscribeAsync("2");
        await Eventually.Holds(() => incoming.Bytes is > 40_000 and < 45_000);
        await SendAsync(client, """{"type":"complete","id":"1"}""");
        await Eventually.Holds(() => incoming.Bytes is > 20_000 and < 25_000);
        await SubscribeAsync("3");
        await Eventually.Holds(() => incoming.Bytes is > 40_000 and < 45_000);
        await SubscribeAsync("4");
        await SubscribeAsync("5");
        Assert.Null(await ReceiveAsync(client));
        Assert.Equal(1013, (int)client.CloseStatus!);
        await EndAsync(client, session);
        await Eventually.Holds(() => incoming.Bytes == 0);

        Task SubscribeAsync(string id) =>
            SendAsync(client, $$"""{"type":"subscribe","id":"{{id}}","payload":{"query":"{{new string('x', 21_000)}}"} }""");
    }

    [Fact]
    public void A_silent_socket_holds_no_memory_for_messages()
    {
        var held = 0L;
        using var message = new IncomingMessage(bytes => new Count(() => held += bytes, () => held -= bytes));
        for (var sent = 0; sent < 1 << 20; sent += 4000)
        {
            var space = message.GetSpace();
            message.Advance(Math.Min(4000, space.Length));
        }

        Assert.InRange(held, message.Length, 2 * message.Length);
        message.Dispose();
        Assert.Equal((0, 0, 0), (held, message.Length, message.Bytes.Length));
    }

    private static async IAsyncEnumerable<OutgoingMessage> RunForeverAsync(SocketOperation operation)
    {
        await Task.Delay(Timeout.Infinite, operation.Stopped);
        yield break;
    }

    private (WebSocket Client, Task Session) Connect(
        SocketLimits limits, IncomingMessages? incoming = null, string address = "", SocketOperationRun? run = null)
    {
        var (up, down) = (new Pipe(), new Pipe());
        var server = WebSocket.CreateFromStream(
            new Duplex(up.Reader.AsStream(), down.Writer.AsStream()), new WebSocketCreationOptions { IsServer = true });
        var client = WebSocket.CreateFromStream(new Duplex(down.Reader.AsStream(), up.Writer.AsStream()), new WebSocketCreationOptions());
        var dialect = SocketDialect.Choose(["graphql-transport-ws"])!;
        var session = new SocketSession(
            server, dialect, Caller.Anonymous, run ?? new SocketExecution(null!).RunAsync,
            (_, _) => throw new InvalidOperationException(), limits, _time,
            holdIncoming: incoming is null ? null : (bytes, giveUp) => incoming.Hold(address, bytes, giveUp))
            .RunAsync(TestContext.Current.CancellationToken);
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

    /// <summary>Sends the beginning of a message.</summary>
    private static Task SendPartAsync(WebSocket client, string message) =>
        client.SendAsync(
            Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: false, TestContext.Current.CancellationToken);

    /// <summary>Null: the server has closed.</summary>
    private static async Task<string?> ReceiveAsync(WebSocket client)
    {
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Begins at once, and ends when it is disposed.</summary>
    private sealed class Count : IDisposable
    {
        private readonly Action _end;

        public Count(Action begin, Action end)
        {
            _end = end;
            begin();
        }

        public void Dispose() => _end();
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
