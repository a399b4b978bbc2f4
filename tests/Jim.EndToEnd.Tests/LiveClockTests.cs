namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a table whose policy reads the clock, and the hour by a function that does not say what it reads.</summary>
public sealed class LiveClockWorld : EmbeddedWorld
{
    protected override async Task StartAsync()
    {
        Environment["JIM_LIVE_CLOCK_SECONDS"] = "1";
        await base.StartAsync();
        await Database.ExecuteAsync("""
            create table opening (at timestamptz);
            insert into opening values ('infinity');
            create function opens_at() returns timestamptz stable security definer language sql as 'select at from public.opening';
            create table notices (id int primary key);
            insert into notices values (1);
            alter table notices enable row level security;
            create policy read on notices for select using (now() >= opens_at());
            grant select on notices to jim_user;
            select jim.track('notices');
            """);
        var alice = await As("alice");
        await Eventually.Holds(async () => (await alice.AskAsync("{ notices { totalCount } }"))["errors"] is null);
    }
}

/// <summary>What changes by the time of day alone.</summary>
public sealed class LiveClockTests(LiveClockWorld world) : IClassFixture<LiveClockWorld>
{
    [Fact]
    public async Task A_row_that_comes_to_be_seen_by_the_clock_is_told()
    {
        await using var notices = await EventStream.SubscribeAsync(
            await world.As("alice"), "subscription { notices { nodes { id } } }");
        Assert.Equal("[]", Told(await notices.NextAsync()));
        await world.Database.ExecuteAsync("update opening set at = now()"); // not tracked: nothing but the clock leads to a run
        Assert.Equal("""[{"id":1}]""", Told(await notices.NextAsync()));
    }

    private static string Told(JsonNode? answer) => (answer!["payload"]?["data"]?["notices"]?["nodes"] ?? answer).ToJsonString();
}
