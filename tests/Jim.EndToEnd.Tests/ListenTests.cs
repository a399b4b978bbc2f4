using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Jim.EndToEnd.Tests;

/// <summary>Where Jim listens, for whom, and for which hosts it answers.</summary>
public sealed class ListenTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://203.0.113.7:8080", "which is no address of this machine")]
    [InlineData("http://[2001:db8::7]:8080", "which is no address of this machine")]
    [InlineData("http://no-such-host.invalid:8080", "has no address")]
    [InlineData("http://127.0.0.1:99999", "is not an http address")]
    [InlineData("https://127.0.0.1:8443", "takes an http address")]
    [InlineData("http://127.0.0.1:8080/jim", "without a path")]
    [InlineData("127.0.0.1", "is not an http address")]
    [InlineData("http://0.0.0.0:{port}", "can be reached from other machines")]
    [InlineData("http://[::]:{port}", "can be reached from other machines")]
    [InlineData("http://{own}:{port}", "can be reached from other machines")]
    [InlineData("http://{name}:{port}", "can be reached from other machines")]
    public async Task An_address_that_cannot_or_must_not_be_is_told_with_the_cure(string listen, string why)
    {
        var (own, name) = (FindOwn(), Dns.GetHostName());
        if (own is null || (listen.Contains("{name}", StringComparison.Ordinal) && await LeadsToLoopbackAsync(name)))
        {
            Assert.Skip("This machine has loopback addresses only.");
        }

        var address = listen.Replace("{own}", own.ToString(), StringComparison.Ordinal)
            .Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{port}", FreePort.Next().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await using var jim = JimProcess.Start(world.EnvironmentWith(), "run", "--env-file", "/dev/null", "--listen", address);
        Assert.Equal(2, await jim.ExitAsync(soon));
        var line = Assert.Single(jim.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("jim: ", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.Contains("JIM_LISTEN", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_issuer_of_its_own_Jim_listens_anywhere_and_knows_its_hosts()
    {
        var port = FreePort.Next();
        await using var jim = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_LISTEN", $"http://0.0.0.0:{port}"), ("OIDC_ISSUER", world.Issuer), ("JIM_PUBLIC_URL", "http://api.example.com")));
        foreach (var host in new[] { "api.example.com", $"127.0.0.1:{port}", $"localhost:{port}" })
        {
            Assert.Equal(200, await StatusAsync(port, host));
        }

        Assert.Equal(421, await StatusAsync(port, "evil.example"));
        Assert.Equal(421, await StatusAsync(port, "10.255.255.1"));
        if (FindOwn() is { } own)
        {
            // A probe by the address at which it arrives, as Kubernetes sends it.
            Assert.Equal(200, await StatusAsync(port, $"{own}:{port}", own.ToString()));
        }
    }

    [Theory]
    [InlineData("GET", "/graphql?query={__typename}")]
    [InlineData("POST", "/graphql")]
    [InlineData("OPTIONS", "/graphql")]
    [InlineData("GET", "/graphql/schema.graphql")]
    [InlineData("GET", "/graphql/ui/graphiql.js")]
    [InlineData("GET", "/files/11111111-1111-4111-8111-111111111111")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/realms/jim/protocol/openid-connect/certs")]
    [InlineData("POST", "/realms/jim/protocol/openid-connect/token")]
    [InlineData("GET", "/nowhere")]
    public async Task A_foreign_host_is_answered_421_on_every_route(string method, string path)
    {
        foreach (var host in new[] { "evil.example", "localhost.evil.example", "192.168.7.7", $"evil.example:{world.Address.Port}" })
        {
            using var answer = await world.Anonymous().SendAsync(new HttpMethod(method), path, change: r =>
            {
                r.Headers.Host = host;
                r.Headers.Add("Origin", "http://evil.example");
            });
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
            Assert.Equal(
                "JIM_HOST_NOT_ALLOWED",
                (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]![0]!["extensions"]!["code"]);
        }
    }

    [Fact]
    public async Task A_socket_of_a_foreign_host_is_not_opened()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", "evil.example");
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{world.Address.Authority}/graphql"), Stop));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("LOCALHOST.")]
    public async Task The_names_of_this_machine_are_answered(string host) =>
        Assert.Equal(200, await StatusAsync(world.Address.Port, $"{host}:{world.Address.Port}"));

    private static async Task<int> StatusAsync(int port, string host, string address = "127.0.0.1")
    {
        using var answer = await new JimClient(new Uri($"http://{address}:{port}")).SendAsync(
            HttpMethod.Get, "/health/live", change: r => r.Headers.Host = host);
        return (int)answer.StatusCode;
    }

    private static async Task<bool> LeadsToLoopbackAsync(string name)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(name, Stop)).All(IPAddress.IsLoopback);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static IPAddress? FindOwn() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
}
