using System.Diagnostics;
using Jim.Data.Seeding;

namespace Jim.Data.Tests;

public sealed class SeederTests
{
    [Fact]
    public async Task Gives_the_realms_users_their_rows_and_adds_nothing_the_second_time()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        var seen = new List<SeedProgress>();
        var progress = new SynchronousProgress(seen.Add);
        var options = new SeedOptions(database.Database.ConnectionString);
        var added = await Seeder.SeedAsync(options, progress, CancellationToken.None);
        Assert.Equal(added, seen[^1].Total);
        Assert.Equal(seen[^1].Total, seen[^1].Done);
        Assert.Equal(0, await Seeder.SeedAsync(options, null, CancellationToken.None));
        Assert.Equal("50 500 1500", await database.ScalarAsync<string>(
            "select concat_ws(' ', (select count(*) from users), (select count(*) from documents), (select count(*) from "
                + "document_events))"));
        Assert.Equal("Alice Arden: Alpha owner, Bob Brook: Beta owner, Carol Castle: Alpha member, Carol Castle: Beta member",
            await database.ScalarAsync<string>("""
                select string_agg(format('%s: %s %s', u.display_name, g.name, m.role), ', ' order by u.display_name, g.name)
                from memberships m join users u on u.id = m.user_id join groups g on g.id = m.group_id where g.name in ('Alpha', 'Beta')
                """));
        Assert.Equal(3, await database.ScalarAsync<long>(
            "select count(distinct owner_id) from documents where owner_id::text ~ '^(1{8}|2{8}|3{8})' and meta @? '$.address.geo.lat'"));
    }

    [Fact]
    public async Task A_large_seed_is_one_entry_per_table_and_batch_in_the_change_log()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        var clock = Stopwatch.StartNew();
        await Seeder.SeedAsync(new(database.Database.ConnectionString, 11_000, 30_000), null, CancellationToken.None);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed}");
        const string Expected = "document_events T 2, documents I 10000, documents T 1, groups I 550, memberships T 1, users T 1";
        Assert.Equal(Expected, await database.ScalarAsync<string>("""
            select string_agg(format('%s %s %s', tbl, op, n), ', ' order by tbl::text, op)
            from (select tbl::regclass, op, count(*) n from jim.change where tbl <> 'jim.buckets'::regclass group by 1, 2) c
            """));
    }

    private sealed class SynchronousProgress(Action<SeedProgress> report) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) => report(value);
    }
}
