using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;
using Jim.Server.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Server.Tests.WebSockets;

/// <summary>
/// A client that keeps the rules of graphql-transport-ws, a session, and operations without a database, in one interleaving. What the
/// server sends is compared with what the protocol and the client's rights allow.
/// </summary>
internal sealed class SocketModel : IDisposable
{
    private readonly Random _random;
    private readonly SeededScheduler _scheduler;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly ModelSocket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string[] _ids = ["a", "b", "c", "d"];
    private readonly Dictionary<string, int> _open = []; // the operation that the client has under an id, by its number
    private readonly Dictionary<string, int> _latest = []; // the last operation of which the server sent anything, by id
    private readonly Dictionary<int, string> _kinds = [];
    private readonly HashSet<int> _ended = [];
    private readonly Queue<string> _askedRoles = [];
    private readonly SocketSession _session;
    private string _role = "none";
    private int _operations;

    public SocketModel(int seed)
    {
        _random = new Random(seed);
        _scheduler = new SeededScheduler(_random);
        _socket = new ModelSocket(Check);
        _session = new SocketSession(
            _socket, SocketDialect.Modern, Caller.Anonymous, RunAsync, (bearer, _) => new(new TokenResult(CreateCaller(bearer), null)),
            SocketLimits.Default, _time);
    }

    /// <summary>What the server did against the rules.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many operations run, whoever began them.</summary>
    public int Running { get; private set; }

    /// <summary>Lets the client do so many things, and ends the socket in one of the ways in which sockets end.</summary>
    public void Run(int actions)
    {
        var session = _scheduler.Start(() => _session.RunAsync(_stopping.Token)).Unwrap();
        Renew();
        for (var i = 0; i < actions; i++)
        {
            Act();
            for (var steps = _random.Next(6); steps > 0; steps--)
            {
                _scheduler.RunOne();
            }
        }

        if (_random.Next(2) == 0)
        {
            _socket.SetReading(true);
            RunAll();
            Demand(_open.Values.All(_ended.Contains), "an operation has no end");
        }

        Demand(_socket.Closed is null && !_socket.IsAborted, $"the socket was closed ({_socket.Closed})");
        EndSocket();
        _socket.SetReading(true);
        RunAll();
        Demand(Running == 0, "an operation goes on without its socket");
        Demand(SpinWait.SpinUntil(() => session.IsCompleted, TimeSpan.FromSeconds(10)), "the session does not end");
        Demand(session.IsCompletedSuccessfully, $"the session failed: {session.Exception?.InnerException}");
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _socket.Dispose();
    }

    private void Act()
    {
        var at = _random.Next(_ids.Length);
        switch (_random.Next(10))
        {
            case <= 5 when !_open.TryGetValue(_ids[at], out var open) || _ended.Contains(open):
                Subscribe(_ids[at]);
                break;
            case <= 5:
                Stop(at);
                break;
            case 6:
                _socket.Give("""{"type":"ping"}""");
                break;
            case 7:
                Renew();
                break;
            case 8:
                _socket.SetReading(false);
                break;
            default:
                _socket.SetReading(true);
                break;
        }
    }

    /// <summary>The end of the operation may be on its way; so the client uses another id next time, as clients do.</summary>
    private void Stop(int at)
    {
        _open.Remove(_ids[at]);
        _socket.Give($$"""{"type":"complete","id":"{{_ids[at]}}"}""");
        _ids[at] += "'";
    }

    private void Subscribe(string id)
    {
        var number = _open[id] = ++_operations;
        _kinds[number] = _random.Next(4) switch { 0 => "mutation", 1 => "query", _ => "live" };
        _socket.Give($$"""{"type":"subscribe","id":"{{id}}","payload":{"number":{{number}},"kind":"{{_kinds[number]}}"} }""");
    }

    private void Renew()
    {
        var role = _random.Next(2) == 0 ? "admin" : "user";
        _askedRoles.Enqueue(role);
        _socket.Give($$"""{"type":"connection_init","payload":{"authorization":"{{role}}"} }""");
    }

    private void EndSocket()
    {
        switch (_random.Next(3))
        {
            case 0:
                _socket.Give(null);
                break;
            case 1:
                _time.Advance(TimeSpan.FromDays(60));
                break;
            default:
                _stopping.Cancel();
                break;
        }
    }

    private void RunAll()
    {
        for (var steps = 0; steps < 100_000 && _scheduler.RunOne(); steps++)
        {
        }
    }

    /// <summary>An operation as the platform would run it: answers that tell with whose rights they were read.</summary>
    private async IAsyncEnumerable<OutgoingMessage> RunAsync(SocketOperation operation, Caller caller)
    {
        Running++;
        try
        {
            var payload = JsonNode.Parse(operation.Payload.Span)!;
            var (kind, number) = ((string?)payload["kind"], (int)payload["number"]!);
            await Task.Yield();
            operation.Stopped.ThrowIfCancellationRequested();
            if (kind == "mutation" && !operation.TryReach(SocketOperationStage.Writing))
            {
                yield break;
            }

            for (var left = kind == "live" ? 1 + (number % 4) : 1; left > 0; left--)
            {
                await Task.Yield();
                operation.Stopped.ThrowIfCancellationRequested();
                if (kind == "query")
                {
                    operation.TryReach(SocketOperationStage.Answering);
                }

                var data = Encoding.UTF8.GetBytes($$"""{"number":{{number}},"role":"{{caller.Roles[0]}}"}""");
                yield return OutgoingMessage.Next(
                    operation.Id, new GraphQLResponse { Outcome = ResponseOutcome.Executed, CachedData = data });
            }

            yield return OutgoingMessage.Complete(operation.Id);
        }
        finally
        {
            Running--;
        }
    }

    private void Check(JsonNode message)
    {
        switch ((string)message["type"]!)
        {
            case "connection_ack":
                _role = _askedRoles.Dequeue();
                break;
            case "next":
                var data = message["payload"]!["data"]!;
                CheckNext((string)message["id"]!, (int)data["number"]!, (string)data["role"]!);
                break;
            case "complete" or "error":
                CheckEnd((string)message["id"]!);
                break;
        }
    }

    private void CheckNext(string id, int number, string role)
    {
        Demand(_time.GetUtcNow() == DateTimeOffset.UnixEpoch, "a row was sent after the token had expired");
        Demand(!_ended.Contains(number), $"operation {number} was answered after its end");
        Demand(_latest.GetValueOrDefault(id) <= number, $"operation {number} was answered after a later one of its id");
        Demand(role == _role || _kinds[number] == "mutation", $"operation {number} was answered with the rights of {role}, not {_role}");
        _latest[id] = number;
    }

    private void CheckEnd(string id)
    {
        if (_open.TryGetValue(id, out var number))
        {
            Demand(_ended.Add(number), $"operation {number} ended twice");
        }
    }

    private void Demand(bool holds, string fault)
    {
        if (!holds)
        {
            Faults.Add(fault);
        }
    }

    private static Caller CreateCaller(string role) =>
        new("jim_user", "alice", [role], null, null, null, DateTimeOffset.UnixEpoch + TimeSpan.FromDays(55));
}
