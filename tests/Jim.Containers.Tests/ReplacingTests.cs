using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;

namespace Jim.Containers.Tests;

/// <summary>Three gateways and two workers: one after the other is killed, replaced and updated.</summary>
[Collection(ContainerStack.Name)]
public sealed class ReplacingTests(ContainerStack stack)
{
    /// <summary>What a gateway closes its sockets with when it is told to stop: Service Restart (registry of RFC 6455).</summary>
    private const WebSocketCloseStatus Restart = (WebSocketCloseStatus)1012;

    /// <summary>And when the token of a socket is over: clients connect again with a new one.</summary>
    private const WebSocketCloseStatus Expired = (WebSocketCloseStatus)4403;

    private readonly TokenSession _alice = new(stack, "alice");

    /// <summary>Where others of the service, or none, are needed for the story, it is told while the container is missing.</summary>
    [Theory]
    [InlineData("gateway", 3)]
    [InlineData("worker", 2)]
    [InlineData("keeper", 1)]
    public async Task The_story_goes_on_while_a_process_of_Jim_is_killed(string service, int count)
    {
        await stack.ScaleAsync("gateway", 3);
        await stack.ScaleAsync("worker", 2);
        foreach (var victim in await stack.ContainersAsync(service))
        {
            await KillAsync(victim);
            await new Story(stack).TellAsync();
            await stack.ScaleAsync(service, count);
        }

        await new Story(stack).TellAsync();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("minio")]
    [InlineData("postgres")]
    [InlineData("nginx")]
    public async Task The_story_goes_on_after_a_service_is_killed_and_replaced(string service)
    {
        await stack.ScaleAsync("gateway", 3);
        await stack.ScaleAsync("worker", 2);
        await KillAsync((await stack.ContainersAsync(service))[0]);
        await stack.ScaleAsync(service, 1);

        await new Story(stack).TellAsync();
    }

    /// <summary>
    /// Clients go on, at a rate that leaves room for what starts, while every gateway, worker and keeper is replaced: each request is
    /// answered, each row that was told as made is there once, and a socket that is closed comes back at the first or second try.
    /// </summary>
    [Fact]
    public async Task An_update_loses_no_request()
    {
        await stack.ScaleAsync("gateway", 2);
        var title = $"during the update {Guid.NewGuid()}";
        var made = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var rate = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!end.IsCancellationRequested)
            {
                await rate.WaitForNextTickAsync(CancellationToken.None);
                var alice = await _alice.ClientAsync();
                made.Add(await Story.CreateAsync(alice, title));
                using var read = await alice.PostAsync("{ documents(first: 1) { nodes { id } } }");
                Assert.True(read.IsSuccessStatusCode, $"{read.StatusCode}: {await read.Content.ReadAsStringAsync()}");
            }
        })).ToList();
        var follower = FollowAsync(end.Token);
        var old = await stack.ContainersAsync("gateway");

        await stack.UpdateAsync();

        await end.CancelAsync();
        await Task.WhenAll(clients);
        await Story.CreateAsync(await _alice.ClientAsync(), "after the update"); // what the follower waits for
        var reconnects = await follower;
        TestContext.Current.TestOutputHelper?.WriteLine($"{made.Count} rows made, {reconnects} sockets connected again");
        Assert.NotEmpty(made);
        Assert.InRange(reconnects, 1, old.Length);
        Assert.Empty(old.Intersect(await stack.ContainersAsync("gateway")));
        var there = await stack.SqlAsync($"select count(*) from public.documents where title = '{title}'");
        Assert.Equal(made.Count, int.Parse(there, CultureInfo.InvariantCulture));
        await new Story(stack).TellAsync();
    }

    /// <summary>By SIGKILL, so that it can end nothing in order.</summary>
    private async Task KillAsync(string container)
    {
        await stack.EngineAsync("kill", container);
        await stack.EngineAsync("rm", "--force", container);
    }

    /// <summary>Keeps a live query open; connects again when its socket is closed. How often that was.</summary>
    private async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        var reconnects = 0;
        while (true)
        {
            await using var live = await ConnectAsync(await _alice.ClientAsync());
            await live.SubscribeAsync("1", "subscription { documents(first: 1, order: [{ createdAt: DESC }]) { nodes { id } } }");
            while (await live.NextAsync(TimeSpan.FromSeconds(60)) is { } message)
            {
                Assert.NotEqual("error", (string?)message["type"]);
                if (cancellationToken.IsCancellationRequested)
                {
                    return reconnects;
                }
            }

            Assert.Contains(live.CloseStatus, (WebSocketCloseStatus?[])[Restart, Expired]);
            reconnects += live.CloseStatus == Restart ? 1 : 0;
        }
    }

    /// <summary>The second try waits a second, as clients do.</summary>
    private async Task<LiveClient> ConnectAsync(JimClient client)
    {
        try
        {
            return await LiveClient.ConnectAsync(stack.Address, client.Token);
        }
        catch (WebSocketException)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            return await LiveClient.ConnectAsync(stack.Address, client.Token);
        }
    }
}
