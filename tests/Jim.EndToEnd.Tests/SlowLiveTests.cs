using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a view that takes two seconds to read.</summary>
public sealed class SlowLiveWorld : EmbeddedWorld
{
    protected override async Task StartAsync()
    {
        await base.StartAsync();
        await Database.ExecuteAsync("""
            create table notes (id int primary key);
            insert into notes values (1);
            create function nap() returns int volatile language plpgsql as $$ begin perform pg_sleep(2); return 1; end $$;
            create view slow_notes as select (select count(*) from notes) as notes, nap() as nap;
            grant select on notes, slow_notes to jim_user;
            select jim.track('notes');
            """);
        var alice = await As("alice");
        await Eventually.Holds(async () => (await alice.AskAsync("{ notes { totalCount } }"))["errors"] is null);
    }
}

/// <summary>Live queries that take long, beside those of another user.</summary>
public sealed class SlowLiveTests(SlowLiveWorld world) : IClassFixture<SlowLiveWorld>
{
    [Fact]
    public async Task Slow_live_queries_of_one_user_hold_up_nobody_elses_and_are_told_how_often_they_run()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        await using var quick = await EventStream.SubscribeAsync(bob, "subscription { notes { totalCount } }");
        await quick.NextAsync();
        var slow = Enumerable.Range(1, 4)
            .Select(i => EventStream.SubscribeAsync(alice, $"subscription {{ slowNotes(first: {i}) {{ nodes {{ notes nap }} }} }}"))
            .ToArray();
        await Eventually.Holds(async () => await CountNappingAsync() >= 2);
        var clock = Stopwatch.StartNew();
        await world.Database.ExecuteAsync("insert into notes values (2)");
        var told = await quick.NextAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(2, (int)told!["payload"]!["data"]!["notes"]!["totalCount"]!);
        foreach (var query in await Task.WhenAll(slow))
        {
            await using (query)
            {
                var first = await query.NextAsync();
                Assert.InRange((int)first!["payload"]!["extensions"]!["live"]!["everyMilliseconds"]!, 20_000, 30_000);
            }
        }
    }

    private async Task<long> CountNappingAsync()
    {
        await using var command = world.Database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
