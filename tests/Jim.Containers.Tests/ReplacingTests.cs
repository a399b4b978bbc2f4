using System.Collections.Concurrent;
using System.Net;

namespace Jim.Containers.Tests;

/// <summary>Three gateways and two workers: one after the other is killed, replaced and updated.</summary>
[Collection(ContainerStack.Name)]
public sealed class ReplacingTests(ContainerStack stack)
{
    [Fact]
    public async Task The_story_goes_on_while_each_container_is_killed_and_replaced()
    {
        await stack.UpAsync("--no-recreate", "--scale", "gateway=3", "--scale", "worker=2");
        string[] services =
            ["gateway", "gateway", "gateway", "worker", "worker", "keeper", "redis", "rabbitmq", "minio", "postgres", "nginx"];
        foreach (var service in services)
        {
            var victim = (await stack.ContainersAsync(service))[0];
            await stack.EngineAsync("rm", "--force", victim);
            await stack.UpAsync("--no-recreate", "--scale", "gateway=3", "--scale", "worker=2");
            await new Story(stack).TellAsync();
        }
    }

    /// <summary>
    /// Clients go on while every gateway, worker and keeper is replaced: each request is answered, each row that was told as made is
    /// there once, and a
    /// socket that is closed comes back at the first or second try.
    /// </summary>
    [Fact]
    public async Task An_update_loses_no_request()
    {
        await stack.UpAsync("--no-recreate", "--scale", "gateway=2");
        var alice = await stack.As("alice");
        var made = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                made.Add(await Story.CreateAsync(alice, "during the update"));
                using var read = await alice.PostAsync("{ documents(first: 1) { nodes { id } } }");
                Assert.Equal(HttpStatusCode.OK, read.StatusCode);
            }
        })).ToList();
        var follower = FollowAsync(alice, end.Token);

        await stack.UpdateAsync();

        await end.CancelAsync();
        await Task.WhenAll(clients);
        await follower;
        Assert.NotEmpty(made);
        var there = await stack.SqlAsync("select count(*) from public.documents where title = 'during the update'");
        Assert.Equal(made.Count, int.Parse(there, System.Globalization.CultureInfo.InvariantCulture));
        await new Story(stack).TellAsync();
    }

    /// <summary>Keeps a live query open; connects again when its socket is closed.</summary>
    private async Task FollowAsync(JimClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await using var live = await ConnectAsync(client);
            await live.SubscribeAsync("1", "subscription { documents(first: 1, order: [{ createdAt: DESC }]) { nodes { id } } }");
            while (!cancellationToken.IsCancellationRequested && await live.NextAsync(TimeSpan.FromSeconds(60)) is { } message)
            {
                Assert.NotEqual("error", (string?)message["type"]);
            }
        }
    }

    /// <summary>The second try waits a second, as clients do.</summary>
    private async Task<LiveClient> ConnectAsync(JimClient client)
    {
        try
        {
            return await LiveClient.ConnectAsync(stack.Address, client.Token);
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            return await LiveClient.ConnectAsync(stack.Address, client.Token);
        }
    }
}
