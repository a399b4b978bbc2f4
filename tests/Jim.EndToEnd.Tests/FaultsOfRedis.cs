using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>Two gateways on one Redis that may be emptied and killed.</summary>
public sealed class RedisWorld : JimWorld
{
    public OwnServers Servers { get; private set; } = null!;

    public JimProcess Other { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public async Task FlushAsync()
    {
        var url = new Uri(Servers["JIM_TEST_REDIS"]);
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"AUTH {url.UserInfo.Split(':')[1]}\r\nFLUSHALL\r\n"));
        var answer = new byte[10];
        await client.GetStream().ReadExactlyAsync(answer);
        Assert.Equal("+OK\r\n+OK\r\n", Encoding.ASCII.GetString(answer));
    }

    public override async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await base.DisposeAsync();
        await Servers.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        Servers = await OwnServers.StartAsync("redis");
        Environment["REDIS_URL"] = Servers["JIM_TEST_REDIS"];
        Gateway = await JimProcess.RunAsync(Environment);
        Other = await JimProcess.RunAsync(EnvironmentWith(
            ("JIM_PROCESS", "gateway"), ("JIM_PUBLIC_URL", Environment["JIM_LISTEN"]),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
    }
}

/// <summary>The cache is emptied, killed and comes back: answers stay right, own writes show at once and others' soon.</summary>
public sealed class FaultsOfRedis(RedisWorld world) : IClassFixture<RedisWorld>
{
    private const string Read = "query($id: UUID!) { documentById(id: $id) { title } }";

    /// <summary>The promise is 500 ms; a test machine may be busy with much else. Cached answers live for minutes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Answers_stay_right_whatever_happens_to_Redis()
    {
        var alice = await world.As("alice");
        var other = new JimClient(world.Other.Address, alice.Token);
        var id = Guid.NewGuid();
        await alice.DataAsync(
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }",
            new { input = new { id, title = "0", status = "DRAFT" } });
        await WritesShowAsync(alice, other, id, "healthy");
        await HitsAsync(other, id);

        await world.FlushAsync();
        await WritesShowAsync(alice, other, id, "flushed");
        await HitsAsync(other, id);

        await world.Servers.KillAsync("redis");
        await WritesShowAsync(alice, other, id, "killed");
        await world.Servers.StartAgainAsync("redis");
        await WritesShowAsync(alice, other, id, "back");
        await HitsAsync(alice, id);

        await world.Servers.StopAsync("redis");
        await alice.DataAsync(
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"unseen by Redis\" }) { document { id } } }", new { id });
        await world.Servers.StartAgainAsync("redis");
        Assert.Equal("unseen by Redis", await TitleAsync(alice, id));
        await Eventually.Holds(async () => await TitleAsync(other, id) == "unseen by Redis", Soon);
    }

    [Fact]
    public async Task A_flush_in_the_middle_of_traffic_never_brings_an_old_answer_back()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync(
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }",
            new { input = new { id, title = "0", status = "DRAFT" } });
        using var enough = new CancellationTokenSource();
        var flushing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await world.FlushAsync();
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 60; i++)
        {
            var title = i.ToString(CultureInfo.InvariantCulture);
            await alice.DataAsync(
                "mutation($id: UUID!, $title: String!) { updateDocument(input: { id: $id, title: $title }) { document { id } } }",
                new { id, title });
            Assert.Equal(title, await TitleAsync(alice, id));
            Assert.Equal(title, await TitleAsync(alice, id));
        }

        await enough.CancelAsync();
        await flushing;
    }

    [Fact]
    public async Task Hashes_of_queries_are_shared_by_Redis_and_missed_without_it()
    {
        var alice = await world.As("alice");
        var other = new JimClient(world.Other.Address, alice.Token);

        // A call of Redis that takes longer than its deadline counts as a miss, so on a busy machine a hash may have to be told again.
        var shared = string.Empty;
        await Eventually.Holds(async () => await AskByHashAsync(other, shared = await TellAsync(alice)) == "Alice Arden");

        await world.Servers.KillAsync("redis");
        var told = await TellAsync(alice);
        Assert.Equal("Alice Arden", await AskByHashAsync(alice, told));
        Assert.Equal("PersistedQueryNotFound", await AskByHashAsync(other, told));
        Assert.Equal("Alice Arden", await AskByHashAsync(other, shared));

        await world.Servers.StartAgainAsync("redis");
        await Eventually.Holds(async () => await AskByHashAsync(other, await TellAsync(alice)) == "Alice Arden");

        static async Task<string> TellAsync(JimClient client)
        {
            var text = $"query Q{Guid.NewGuid():N} {{ me {{ name }} }}";
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            var answer = await client.AskAsync(text, extensions: new { persistedQuery = new { version = 1, sha256Hash = hash } });
            Assert.Equal("Alice Arden", (string?)answer["data"]!["me"]!["name"]);
            return hash;
        }

        static async Task<string?> AskByHashAsync(JimClient client, string hash)
        {
            var answer = await client.AskAsync(string.Empty, extensions: new { persistedQuery = new { version = 1, sha256Hash = hash } });
            return (string?)answer["data"]?["me"]!["name"] ?? (string?)answer["errors"]![0]!["message"];
        }
    }

    private async Task WritesShowAsync(JimClient writer, JimClient other, Guid id, string state)
    {
        for (var i = 0; i < 5; i++)
        {
            var own = $"{state} {i}";
            await writer.DataAsync(
                "mutation($id: UUID!, $own: String!) { updateDocument(input: { id: $id, title: $own }) { document { id } } }",
                new { id, own });
            Assert.Equal(own, await TitleAsync(writer, id));
            await Eventually.Holds(async () => await TitleAsync(other, id) == own, Soon);
            await world.Database.ExecuteAsync($"update public.documents set title = 'psql {own}' where id = '{id}'");
            await Eventually.Holds(async () => await TitleAsync(other, id) == "psql " + own, Soon);
            await Eventually.Holds(async () => await TitleAsync(writer, id) == "psql " + own, Soon);
        }
    }

    private static async Task<string?> TitleAsync(JimClient client, Guid id) =>
        (string?)(await client.DataAsync(Read, new { id }))["documentById"]!["title"];

    private static Task HitsAsync(JimClient client, Guid id) => Eventually.Holds(async () =>
    {
        using var response = await client.PostAsync(Read, new { id });
        return response.Headers.TryGetValues("Cache-Status", out var status) && status.Single() == "jim; hit";
    });
}
