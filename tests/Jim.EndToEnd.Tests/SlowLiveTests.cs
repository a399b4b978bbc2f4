using System.Diagnostics;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a view that cannot be read while <see cref="HoldAsync"/> holds it, and takes two seconds otherwise.</summary>
public sealed class SlowLiveWorld : EmbeddedWorld
{
    /// <summary>Until disposed, whatever reads the slow view waits.</summary>
    public async Task<IAsyncDisposable> HoldAsync()
    {
        var connection = new NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_advisory_lock(7)", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override async Task StartAsync()
    {
        await base.StartAsync();
        await Database.ExecuteAsync("""
            create table notes (id int primary key);
            insert into notes values (1);
            create function nap() returns int volatile language plpgsql as $$
              begin perform pg_advisory_xact_lock_shared(7); perform pg_sleep(2); return 1; end $$;
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
    private const int Changes = 9;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private int _notes = 1;

    /// <summary>
    /// None of the slow ones can end while the others are told of changes, so no answer to them can have waited for one. On a machine that
    /// is busy with other things an answer may take longer than 200 ms, but not three times what it takes there without the slow ones.
    /// </summary>
    [Fact]
    public async Task Slow_live_queries_of_one_user_hold_up_nobody_elses_and_are_told_how_often_they_run()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        await using var quick = await EventStream.SubscribeAsync(bob, "subscription { notes { totalCount } }");
        await quick.NextAsync();
        var before = await MeasureAsync(quick);
        var held = await world.HoldAsync();
        var slow = Enumerable.Range(1, 4)
            .Select(i => EventStream.SubscribeAsync(alice, $"subscription {{ slowNotes(first: {i}) {{ nodes {{ notes nap }} }} }}"))
            .ToArray();
        await Eventually.Holds(async () => await CountHeldAsync() >= 2);
        var beside = await MeasureAsync(quick);
        Assert.InRange(await CountHeldAsync(), 2, 3);
        await held.DisposeAsync();
        foreach (var query in await Task.WhenAll(slow))
        {
            await using (query)
            {
                var first = await query.NextAsync();
                Assert.InRange((int)first!["payload"]!["extensions"]!["live"]!["everyMilliseconds"]!, 20_000, 30_000);
            }
        }

        var after = await MeasureAsync(quick);
        var without = before > after ? before : after;
        Assert.True(beside <= Soon || beside <= 3 * without, $"{beside} beside them, {before} and {after} without");
    }

    /// <summary>The median time from a commit to the answer that shows it.</summary>
    private async Task<TimeSpan> MeasureAsync(EventStream quick)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Changes; i++)
        {
            var clock = Stopwatch.StartNew();
            await world.Database.ExecuteAsync($"insert into notes values ({++_notes})");
            var told = await quick.NextAsync();
            times.Add(clock.Elapsed);
            Assert.Equal(_notes, (int)told!["payload"]!["data"]!["notes"]!["totalCount"]!);
        }

        return times.Order().ElementAt(Changes / 2);
    }

    /// <summary>How many statements wait for the view.</summary>
    private async Task<long> CountHeldAsync()
    {
        await using var command = world.Database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity "
                + "where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
