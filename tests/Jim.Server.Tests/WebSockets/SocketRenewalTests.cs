using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;
using Jim.Server.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Server.Tests.WebSockets;

/// <summary>What a second <c>connection_init</c> changes, and how long a token lasts.</summary>
public sealed class SocketRenewalTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly SeededScheduler _scheduler = new(new Random(1));
    private readonly List<string> _sent = [];
    private readonly ModelSocket _socket;

    public SocketRenewalTests() => _socket = new ModelSocket(message => _sent.Add(message.ToJsonString()));

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void A_second_init_of_the_legacy_protocol_without_a_token_leaves_the_expiry_as_it_is()
    {
        Begin(SocketDialect.LegacyApollo);
        Give("""{"type":"connection_init","payload":{"authorization":"admin 3600"}}""");
        Give("""{"type":"connection_init"}""");
        Assert.Equal(2, _sent.Count(m => m.Contains("connection_ack", StringComparison.Ordinal)));
        Assert.Null(_socket.Closed);
        Advance(TimeSpan.FromSeconds(3600));
        Assert.Equal(4403, (int)_socket.Closed!.Value);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    public void A_token_that_lasts_longer_than_a_timer_can_wait_ends_its_socket_on_its_day(int days)
    {
        Begin(SocketDialect.Modern);
        Give($$"""{"type":"connection_init","payload":{"authorization":"admin {{days * 86400L}}"} }""");
        Assert.Contains("connection_ack", _sent[0], StringComparison.Ordinal);
        for (var day = 0; day < Math.Min(days - 1, 60); day++)
        {
            Advance(TimeSpan.FromDays(1));
        }

        Assert.Null(_socket.Closed);
        Advance(TimeSpan.FromDays(days));
        Assert.Equal(4403, (int)_socket.Closed!.Value);
    }

    [Fact]
    public void A_live_query_goes_on_with_the_rights_of_the_new_token_and_without_those_of_the_old_one()
    {
        Begin(SocketDialect.Modern);
        Give("""{"type":"connection_init","payload":{"authorization":"admin 3600"}}""");
        Give("""{"type":"subscribe","id":"1","payload":{}}""");
        Assert.Contains("\"role\":\"admin\"", _sent[^1], StringComparison.Ordinal);
        Give("""{"type":"connection_init","payload":{"authorization":"admin 7200"}}""");
        var renewed = _sent.Count;
        Assert.Contains("connection_ack", _sent[^1], StringComparison.Ordinal);
        Give("""{"type":"connection_init","payload":{"authorization":"user 7200"}}""");
        Assert.Contains("connection_ack", _sent[renewed], StringComparison.Ordinal);
        Assert.Contains("\"role\":\"user\"", _sent[renewed + 1], StringComparison.Ordinal);
        Assert.Equal(renewed + 2, _sent.Count);
    }

    [Fact]
    public void A_token_of_another_user_closes_the_socket()
    {
        Begin(SocketDialect.Modern);
        Give("""{"type":"connection_init","payload":{"authorization":"admin 3600"}}""");
        Give("""{"type":"connection_init","payload":{"authorization":"admin 3600 bob"}}""");
        Assert.Equal(4403, (int)_socket.Closed!.Value);
    }

    private void Begin(SocketDialect dialect)
    {
        var session = new SocketSession(
            _socket, dialect, Caller.Anonymous, RunAsync, (bearer, _) => new(new TokenResult(ReadCaller(bearer), null)),
            SocketLimits.Default, _time);
        _ = _scheduler.Start(() => session.RunAsync(CancellationToken.None));
        RunAll();
    }

    private void Give(string message)
    {
        _socket.Give(message);
        RunAll();
    }

    private void Advance(TimeSpan time)
    {
        _time.Advance(time);
        RunAll();
    }

    private void RunAll()
    {
        while (_scheduler.RunOne())
        {
        }
    }

    /// <summary>A live query that answers once and then waits.</summary>
    private static async IAsyncEnumerable<OutgoingMessage> RunAsync(SocketOperation operation, Caller caller)
    {
        var data = Encoding.UTF8.GetBytes($$"""{"role":"{{caller.Roles[0]}}"}""");
        yield return OutgoingMessage.Next(operation.Id, new GraphQLResponse { Outcome = ResponseOutcome.Executed, CachedData = data });
        await new TaskCompletionSource().Task.WaitAsync(operation.Stopped);
    }

    /// <summary>A token is a role, the seconds that it lasts from 1970 on, and a subject.</summary>
    private static Caller ReadCaller(string bearer)
    {
        var parts = bearer.Split(' ');
        var end = DateTimeOffset.UnixEpoch.AddSeconds(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        return new Caller("jim_user", parts.ElementAtOrDefault(2) ?? "alice", [parts[0]], null, null, null, end);
    }
}
