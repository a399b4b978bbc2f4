using System.Net;
using System.Net.Sockets;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim whose access tokens live for some seconds.</summary>
public sealed class ShortTokenWorld : JimWorld
{
    public static readonly TimeSpan Lifespan = TimeSpan.FromSeconds(8);

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    protected override async Task StartAsync()
    {
        var realm = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(JimProcess.RepositoryRoot(), "keycloak-realm", "jim-realm.json")))!;
        realm["accessTokenLifespan"] = (int)Lifespan.TotalSeconds;
        Environment["JIM_REALM"] = Path.Combine(Data, "realm.json");
        await File.WriteAllTextAsync(Environment["JIM_REALM"], realm.ToJsonString());
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>What ends while a client is connected: its token, and the server.</summary>
public sealed class FaultsOfOneProcess(ShortTokenWorld world) : IClassFixture<ShortTokenWorld>
{
    private const string Documents = "subscription { documents(first: 1) { nodes { id } } }";

    [Fact]
    public async Task A_socket_is_closed_when_its_token_expires()
    {
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        await live.SubscribeAsync("1", Documents);
        await live.UntilAsync(m => (string?)m["type"] == "next");
        Assert.Null(await live.NextAsync(ShortTokenWorld.Lifespan + TimeSpan.FromSeconds(10)));
        Assert.Equal(4403, (int)live.CloseStatus!.Value);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_within_ten_seconds_and_tells_its_sockets_to_come_back()
    {
        var environment = world.EnvironmentWith(
            ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}"), ("JIM_REALM", "keycloak-realm/jim-realm.json"));
        await using var jim = await JimProcess.RunAsync(environment);
        var token = await TokenOfAsync(environment);
        await using var live = await LiveClient.ConnectAsync(jim.Address, token);
        await live.SubscribeAsync("1", Documents);
        await live.UntilAsync(m => (string?)m["type"] == "next");
        await using var silent = await LiveClient.ConnectAsync(jim.Address, token);
        using var stream = await new JimClient(jim.Address, token).SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text(new JsonObject { ["query"] = Documents }.ToJsonString(), "application/json"),
            r => r.Headers.Accept.ParseAdd("text/event-stream"));
        Assert.True(stream.IsSuccessStatusCode);

        jim.Signal(2);
        Assert.Null(await live.NextAsync());
        Assert.Equal(1012, (int)live.CloseStatus!.Value);
        Assert.Equal(0, await jim.ExitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_answers_for_a_while_and_sends_everybody_away()
    {
        await using var jim = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}"), ("JIM_DRAIN_SECONDS", "600")));
        var anyone = new JimClient(jim.Address);
        using (var before = await anyone.PostAsync("{ __typename }"))
        {
            Assert.True(before.IsSuccessStatusCode);
            Assert.NotEqual(true, before.Headers.ConnectionClose);
        }

        jim.Signal(15);
        var stopping = (HttpStatusCode.ServiceUnavailable, "{\"status\":\"stopping\"}");
        await Eventually.Holds(async () => await StatusAsync(anyone, "/health/ready") == stopping);
        using var after = await anyone.PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.True(after.Headers.ConnectionClose);
        var (status, body) = await StatusAsync(anyone, "/graphql/ws");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("JIM_STOPPING", body, StringComparison.Ordinal);
        jim.Kill();
    }

    /// <summary>The kernel completes connections before the server accepts them: none of these may be reset when the server ends.</summary>
    [Fact]
    public async Task A_server_that_ends_answers_every_connection_that_was_made()
    {
        await using var jim = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}"), ("JIM_DRAIN_SECONDS", "1")));
        var started = new SemaphoreSlim(0);
        var clients = Enumerable.Range(0, 64).Select(_ => Task.Run(() => ConnectUntilRefusedAsync(jim.Address, started))).ToList();
        for (var i = 0; i < 1_000; i++)
        {
            await started.WaitAsync();
        }

        jim.Signal(15);
        var answered = await Task.WhenAll(clients);
        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Sum()} connections answered");
        Assert.Equal(0, await jim.ExitAsync(TimeSpan.FromSeconds(20)));
    }

    /// <summary>A connection for each request. How many there were until one was not made.</summary>
    private static async Task<int> ConnectUntilRefusedAsync(Uri address, SemaphoreSlim answered)
    {
        var request = Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        var buffer = new byte[4096];
        for (var count = 0; ; count++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port);
            }
            catch (SocketException)
            {
                return count;
            }

            await client.GetStream().WriteAsync(request);
            var read = await client.GetStream().ReadAsync(buffer);
            Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
            answered.Release();
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> StatusAsync(JimClient client, string path)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> TokenOfAsync(Dictionary<string, string> environment)
    {
        await using var jim = JimProcess.Start(environment, "token", "alice", "--env-file", "/dev/null");
        Assert.Equal(0, await jim.ExitAsync(TimeSpan.FromSeconds(30)));
        return jim.Log.Trim();
    }
}
