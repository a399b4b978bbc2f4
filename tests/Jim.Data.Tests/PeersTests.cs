using Jim.Data.Seeding;

namespace Jim.Data.Tests;

/// <summary>Users are found by the caller's groups (<c>jim.peer_ids</c>), and are exactly those that the policy showed before.</summary>
public sealed class PeersTests
{
    /// <summary>The policy as the starter had it first: asked for each user.</summary>
    private const string Former = """
        alter policy peers on public.users using (exists (
          select from public.memberships m
          where m.user_id = users.id and m.deleted_at is null and m.group_id = any ((select jim.group_ids())::uuid[])));
        """;

    private const string ByIndex =
        "(select position('peer_ids' in pg_get_expr(polqual, polrelid)) from pg_policy where polname = 'peers') > 0";

    [Fact]
    public async Task Callers_without_groups_and_with_thousands_see_whom_they_saw_before()
    {
        await using var starter = new StarterFixture();
        await starter.InitializeAsync();

        // As a replica, so that no trigger fires. Half of the first caller's memberships have ended, and half of the others in the rest.
        await starter.Database.Database.ExecuteAsync("""
            set session_replication_role = replica;
            insert into public.users (id, email, display_name)
              select md5('u' || i)::uuid, i || '@example.com', 'User ' || i from generate_series(1, 6000) i;
            insert into public.groups (id, name) select md5('g' || i)::uuid, 'Group ' || i from generate_series(1, 4000) i;
            insert into public.memberships (user_id, group_id, role, deleted_at)
              select md5('u1')::uuid, md5('g' || i)::uuid, 'member', case when i % 2 = 0 then now() end from generate_series(1, 4000) i;
            insert into public.memberships (user_id, group_id, role, deleted_at)
              select md5('u' || i)::uuid, md5('g' || i % 4000 + 1)::uuid, 'member', case when i % 4 = 0 then now() end
              from generate_series(3, 6000) i;
            reset session_replication_role;
            """);
        var callers = (string[])["md5('u1')", "md5('u2')", "md5('u3')", "md5('u4')", $"'{SeedIds.Alice}'", $"'{SeedIds.Carol}'", "''"];
        var after = await ReadAllAsync(starter, callers);
        await starter.Database.Database.ExecuteAsync(Former);
        var before = await ReadAllAsync(starter, callers);
        Assert.Equal(before, after);
        Assert.InRange(before[0].Count(c => c == ' '), 1000, 3000);
        Assert.Equal(Guid.Parse(await starter.Database.ScalarAsync<string>("select md5('u2')")).ToString(), before[1]);
        Assert.Empty(before[^1]);
    }

    [Theory]
    [InlineData("select", true)]
    [InlineData("create policy few on public.memberships as restrictive for select to jim_user using (role = 'owner')", false)]
    [InlineData("create policy all_of_it on public.memberships for select to jim_user using (true)", true)]
    [InlineData("alter policy members on public.memberships using (role = 'owner')", false)]
    [InlineData("alter policy peers on public.users using (false)", false)]
    public async Task A_policy_that_a_team_has_changed_stays_as_it_is(string change, bool replaced)
    {
        await using var database = await MigratedDatabase.CreateAsync();
        Assert.True(await database.ScalarAsync<bool>($"select {ByIndex}"));
        await MigrateAgainAsync(database, change);
        Assert.Equal(replaced, await database.ScalarAsync<bool>($"select {ByIndex}"));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from pg_policy where polname = 'as_shipped'"));
    }

    [Fact]
    public async Task A_policy_that_a_team_has_dropped_is_not_missed()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        await MigrateAgainAsync(database, "drop policy peers on public.users");
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from pg_policy where polname = 'peers'"));
    }

    private static async Task MigrateAgainAsync(MigratedDatabase database, string change)
    {
        await database.Database.ExecuteAsync(
            $"{Former} drop function jim.peer_ids(); delete from jim.history_starter where \"MigrationId\" like '%_peers'; {change}");
        List<string> said = [];
        await database.MigrateAsync(report: said.Add);
        Assert.Equal(["applied 20261129_0003_peers"], said);
    }

    /// <summary>The ids that each caller sees, one text for each.</summary>
    private static async Task<List<string>> ReadAllAsync(StarterFixture starter, string[] callers)
    {
        var all = new List<string>();
        foreach (var caller in callers)
        {
            await using var session = await starter.AsAsync("alice");
            await session.ExecuteAsync($"select set_config('jim.sub', nullif({caller}, '')::uuid::text, true)");
            all.Add(await session.ScalarAsync<string>("select coalesce(string_agg(id::text, ' ' order by id), '') from public.users"));
        }

        return all;
    }
}
