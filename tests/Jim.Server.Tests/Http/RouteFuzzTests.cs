using System.Collections.Concurrent;
using System.Globalization;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Routing;

namespace Jim.Server.Tests.Http;

/// <summary>A whole Jim whose Redis, RabbitMQ and S3 server are away, and whose Postgres may be killed.</summary>
public sealed class LonelyWorld : JimWorld
{
    public OwnServers Servers { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    /// <summary>The methods and patterns of every route that this Jim has, as it has mapped them itself.</summary>
    public async Task<IReadOnlyList<(string Method, string Pattern)>> ReadRoutesAsync()
    {
        var settings = JimSettings.Load("/dev/null", EnvironmentWith(
            ("JIM_DATA", Path.Combine(Data, "routes")),
            ("JIM_REALM", Path.Combine(JimProcess.RepositoryRoot(), "keycloak-realm/jim-realm.json"))));
        await using var app = JimHost.Build(settings);
        return
        [
            .. from source in ((IEndpointRouteBuilder)app).DataSources
               from endpoint in source.Endpoints.OfType<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select (method, endpoint.RoutePattern.RawText!),
        ];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Servers.DisposeAsync();
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        Servers = await OwnServers.StartAsync("postgres");
        return await TestDatabase.CreateInAsync(Servers["JIM_TEST_POSTGRES"]);
    }

    protected override async Task StartAsync()
    {
        string Nowhere() => FreePort.Next().ToString(CultureInfo.InvariantCulture);
        Environment["REDIS_URL"] = $"redis://:x@127.0.0.1:{Nowhere()}/0";
        Environment["RABBITMQ_URL"] = $"amqp://jim:x@127.0.0.1:{Nowhere()}/jim";
        Environment["S3_ENDPOINT"] = $"http://127.0.0.1:{Nowhere()}";
        Environment["S3_ACCESS_KEY_ID"] = Environment["S3_SECRET_ACCESS_KEY"] = "x";
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>
/// Whatever is sent to any route, with the database or without it: no 500 without a code, no fault in the log for what clients did wrong,
/// no address of a service in it, and Jim goes on.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RouteFuzzTests(LonelyWorld world) : IClassFixture<LonelyWorld>
{
    private const int Requests = 500;
    private const int RequestsWithoutDatabase = 250;
    private const int AtOnce = 8;

    [Fact]
    public async Task No_request_ends_in_an_unhandled_exception()
    {
        var routes = await world.ReadRoutesAsync();
        string[] some = ["/graphql", "/graphql/ws", "/files/{id:guid}", "/health/ready", "/realms/jim/protocol/openid-connect/token"];
        Assert.Subset(routes.Select(r => r.Pattern).ToHashSet(), some.ToHashSet());
        var requests = new HostileRequests(world.Address, await world.TokenAsync("alice"), routes);
        var seed = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

        await SendAllAsync(requests, seed, Requests);
        AssertNothingFailed();

        await SendAllAsync(requests, seed + Requests, RequestsWithoutDatabase, killAt: 20);
        await world.Servers.StartAgainAsync("postgres");
        await Eventually.Holds(
            async () =>
            {
                using var ready = await world.Anonymous().SendAsync(HttpMethod.Get, "/health/ready");
                return ready.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(30));
        Assert.Equal(JimWorld.Alice, (string?)(await (await world.As("alice")).DataAsync("{ me { subject } }"))["me"]!["subject"]);
        AssertNothingTold();
    }

    /// <summary>Each request has a seed of its own, which its failure tells.</summary>
    private async Task SendAllAsync(HostileRequests requests, int seed, int count, int? killAt = null)
    {
        var raw = new RawRequests(world.Address);
        var kill = Task.CompletedTask;
        var wrong = new ConcurrentQueue<string>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                if (i == killAt)
                {
                    kill = world.Servers.KillAsync("postgres");
                }

                var request = requests.Next(new Random(seed + i), out var told);
                var answer = await raw.SendAsync(request);
                if (!IsCoded(answer, told.Contains("HEAD ", StringComparison.Ordinal)))
                {
                    wrong.Enqueue($"JIM_FUZZ_SEED={seed + i}: {answer.Head}\n{answer.Body}\n\n{told}");
                }
            }
        }));
        await kill;
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong.Take(10)));
    }

    /// <summary>A fault of the server has a code, and is none that the server did not expect.</summary>
    private static bool IsCoded(RawAnswer answer, bool hasNoBody)
    {
        // 501 and 505: the server's refusals of what is not HTTP/1.1, before any route is known.
        if (answer.Status is < 500 or 501 or 505 || hasNoBody || answer.Body.Contains("\"status\":\"not ready\"", StringComparison.Ordinal))
        {
            return true;
        }

        var (begin, end) = (answer.Body.IndexOf('{', StringComparison.Ordinal), answer.Body.LastIndexOf('}') + 1);
        var code = begin < 0 || end <= begin ? null
            : (string?)JsonNode.Parse(answer.Body[begin..end])?["errors"]?[0]?["extensions"]?["code"];
        return answer.Status is 500 or 503 or 507 && code is not (null or "INTERNAL");
    }

    /// <summary>With the database there, nothing that clients send is a fault of the server.</summary>
    private void AssertNothingFailed()
    {
        var failures = world.Gateway.Log.Split('\n').Where(l => l.StartsWith("fail:", StringComparison.Ordinal)
            || l.StartsWith("crit:", StringComparison.Ordinal)).ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        AssertNothingTold();
    }

    private void AssertNothingTold()
    {
        Assert.DoesNotContain("nhandled", world.Gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{new Uri(world.Servers["JIM_TEST_POSTGRES"]).Port}"), world.Gateway.Log,
            StringComparison.Ordinal);
    }
}
