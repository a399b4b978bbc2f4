namespace Jim.EndToEnd.Tests;

/// <summary>One process of Jim that is killed and started again.</summary>
public sealed class RestartedWorld : EmbeddedWorld
{
    public async Task KillAndStartAsync()
    {
        await Gateway.KillAsync();
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>
/// Jim is killed while it turns changes into messages and sends them: none is lost, and one that comes twice has the same id.
/// </summary>
public sealed class FaultsOfWebhooks(RestartedWorld world) : IClassFixture<RestartedWorld>
{
    private const string Create =
        "mutation($url: String!) { createWebhook(input: { url: $url, tables: [\"public.notes\"] }) { webhook { id } errors { __typename } } }";

    private const int Kills = 5;
    private const int RowsBetween = 40;
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Every_change_arrives_under_one_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await world.Database.ExecuteAsync("create table public.notes (id int primary key)");
        await world.Database.AwaitTrackedAsync("public.notes");
        await (await world.As("carol")).DataAsync(Create, new { url = receiver.Url });
        for (var kill = 0; kill < Kills; kill++)
        {
            var received = receiver.Received.Count;
            for (var row = 1; row <= RowsBetween; row++)
            {
                await world.Database.ExecuteAsync($"insert into public.notes values ({(kill * RowsBetween) + row})");
            }

            // Some messages are there, some are jobs, and some of their changes have not been read from the log yet.
            await Eventually.Holds(() => receiver.Received.Count > received + kill, Recovery);
            await world.KillAndStartAsync();
        }

        await Eventually.Holds(() => receiver.Received.Select(m => m.Key).Distinct().Count() == Kills * RowsBetween, Recovery);
        Assert.All(receiver.Received.GroupBy(m => m.Key), told => Assert.Single(told.Select(m => m.Id).Distinct()));
    }
}
