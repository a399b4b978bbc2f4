namespace Jim.EndToEnd.Tests;

/// <summary>Jim migrated by its owner, whose login no running process has.</summary>
public sealed class OwnerlessWorld : EmbeddedWorld
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    protected override async Task StartAsync()
    {
        await using (var migrate = JimProcess.Start(Environment, "migrate", "--env-file", "/dev/null"))
        {
            Assert.True(await migrate.ExitAsync(Soon) == 0, migrate.Log);
        }

        Environment.Remove("DATABASE_OWNER_URL");
        await base.StartAsync();
    }

    /// <summary>What <c>doctor</c> says, with the login that the server has.</summary>
    public async Task<string> ExamineAsync()
    {
        await using var doctor = JimProcess.Start(Environment, "doctor", "--env-file", "/dev/null");
        await doctor.ExitAsync(Soon);
        return doctor.Log;
    }

    public async Task MigrateAsync()
    {
        await using var migrate = JimProcess.Start(
            EnvironmentWith(("DATABASE_OWNER_URL", Database.UrlFor("postgres"))), "migrate", "--env-file", "/dev/null");
        Assert.True(await migrate.ExitAsync(Soon) == 0, migrate.Log);
    }
}

/// <summary>A table that nobody may track is never cached, is not live, and the cure is told.</summary>
public sealed class UntrackedTests(OwnerlessWorld world) : IClassFixture<OwnerlessWorld>
{
    private const string Count = "{ lamps { totalCount } }";

    [Fact]
    public async Task A_table_made_after_migrate_is_read_anew_each_time_until_it_is_migrated()
    {
        Assert.Matches("(?m)^ok +tracking ", await world.ExamineAsync());
        await world.Database.ExecuteAsync("create table lamps (id int primary key); grant select on lamps to jim_anonymous");
        var client = world.Anonymous();
        await Eventually.Holds(async () => (await client.AskAsync(Count))["errors"] is null);
        for (var rows = 1; rows < 5; rows++)
        {
            await world.Database.ExecuteAsync($"insert into lamps values ({rows})");
            Assert.Equal(rows, (int)(await client.DataAsync(Count))["lamps"]!["totalCount"]!);
        }

        var refusal = await RefusalAsync(client);
        Assert.Equal("JIM_UNTRACKED", (string?)refusal!["extensions"]!["code"]);
        Assert.Contains("./jim migrate", (string?)refusal["message"], StringComparison.Ordinal);
        var told = await world.ExamineAsync();
        Assert.Matches(@"(?m)^ill +tracking +public\.lamps ", told);
        Assert.Contains("DATABASE_OWNER_URL", told, StringComparison.Ordinal);

        await world.MigrateAsync();
        await Eventually.Holds(async () => await RefusalAsync(client) is null);
        Assert.Matches("(?m)^ok +tracking ", await world.ExamineAsync());
    }

    private static async Task<JsonNode?> RefusalAsync(JimClient client)
    {
        await using var live = await EventStream.SubscribeAsync(client, $"subscription {Count}");
        return (await live.NextAsync())?["payload"]?["errors"]?[0];
    }
}
