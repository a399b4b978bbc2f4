namespace Jim.EndToEnd.Tests;

/// <summary>Commands whose handlers hold the places of a worker for long.</summary>
public abstract class LongCommandTests<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : JimWorld, ICommandsWorld
{
    private const int Many = 40;

    protected TWorld World => world;

    /// <summary>How many of one user's run at once in this world, of the 8 places of each worker.</summary>
    protected virtual int Most => 6;

    [Fact]
    public async Task Those_of_one_user_leave_places_to_others()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        var name = $"long-{Guid.NewGuid():N}";
        for (var i = 0; i < Many; i++)
        {
            await SendAsync(
                alice, "hold(input: { name: $name, folder: $folder })", "$name: String!, $folder: String!",
                new { name, folder = world.Commands.Files });
        }

        await Eventually.Holds(async () => await CountAsync(name, "began") == Most);

        // Another user's runs before the next of hers, and so does one of hers that is more urgent.
        Assert.Equal("SUCCEEDED", await SendAsync(bob, "count(input: { to: 1 }, wait: 28)"));
        Assert.Equal("SUCCEEDED", await SendAsync(alice, "count(input: { to: 1 }, priority: HIGH, wait: 28)"));
        Assert.Equal((Most, 0), (await CountAsync(name, "began"), await CountAsync(name, "done")));

        await File.WriteAllTextAsync(Path.Combine(world.Commands.Files, name), string.Empty, TestContext.Current.CancellationToken);
        await Eventually.Holds(async () => await CountAsync(name, "done") == Many);
        Assert.Equal(Many, await CountAsync(name, "began"));
    }

    private static async Task<string> SendAsync(JimClient client, string field, string? declared = null, object? variables = null)
    {
        declared = declared is null ? string.Empty : $"({declared})";
        var data = await client.DataAsync($"mutation{declared} {{ sent: {field} {{ job {{ state }} }} }}", variables);
        return (string)data["sent"]!["job"]!["state"]!;
    }

    private async Task<int> CountAsync(string name, string what) =>
        (int)await world.Database.ScalarAsync<long>($"select count(*) from held where name = '{name}' and what = '{what}'");
}

/// <summary>In one process, whose queues are in memory.</summary>
public sealed class LongCommandTests(EmbeddedCommandsWorld world) : LongCommandTests<EmbeddedCommandsWorld>(world);

/// <summary>With two workers on RabbitMQ: neither is idle, and each keeps places.</summary>
[Collection(RealWorld.Broker)]
public sealed class LongCommandRealTests(LongCommandsWorld world) : LongCommandTests<LongCommandsWorld>(world), IAsyncLifetime
{
    private JimProcess? _second;

    protected override int Most => 12;

    public async ValueTask InitializeAsync() => _second = await JimProcess.RunAsync(World.WorkerEnvironment());

    public async ValueTask DisposeAsync() => await (_second?.DisposeAsync() ?? ValueTask.CompletedTask);
}
