using Jim.Data.Migrations;
using Jim.Data.Seeding;

namespace Jim.Data.Tests;

/// <summary>The role jim_service in a database that an older version migrated, and the rules for a team's own roles.</summary>
public sealed class ServiceRoleTests
{
    // What the version before left of the service account's rights, on one table of each history.
    private const string OlderRights = """
        delete from jim.history_starter where "MigrationId" like '%_service';
        delete from jim.history_platform where "MigrationId" like '%_service';
        drop index documents_title_idx, documents_title_trgm_idx;
        drop function jim.open_to_service(regclass);
        drop policy service on documents;
        drop policy service on jim.files;
        create policy service_read on documents for select to jim_user using ((select jim.has_role('jim-service')));
        create policy service_read on jim.files for select to jim_user using ((select jim.has_role('jim-service')));
        drop policy jobs_insert on documents;
        create policy jobs_insert on documents as restrictive for insert to jim_user with check ((select jim.may_write()));
        """;

    [Fact]
    public async Task An_older_database_gets_the_role_and_loses_the_arms_that_ask_for_it()
    {
        await using var old = await MigratedDatabase.CreateAsync();
        await old.Database.ExecuteAsync(OlderRights);
        Assert.Equal(2, await CountArmsAsync(old));
        await old.MigrateAsync();
        Assert.Equal(0, await CountArmsAsync(old));
        Assert.True(await old.ScalarAsync<bool>(
            $"select pg_has_role('{old.GatewayUser}', 'jim_service', 'member') and pg_has_role('jim_service', 'jim_user', 'usage')"));
        Assert.Equal(
            8, await old.ScalarAsync<long>("select count(*) from pg_policies where policyname = 'service' and roles = '{jim_service}'"));
    }

    [Fact]
    public async Task Users_policies_of_a_team_hold_for_the_service_account_and_it_writes_in_jobs_only()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.Starter, """
            create table public.notes (id int primary key, body text)
            """);
        await database.Database.ExecuteAsync("""
            select jim.secure('public.notes');
            create policy read on public.notes for select to jim_user using ((select jim.has_role('jim-service')));
            create policy write on public.notes for insert to jim_user with check ((select jim.may_write()));
            grant select, insert on public.notes to jim_user;
            insert into public.notes values (1, 'one');
            """);
        await using var session = await SqlSession.BeginAsync(database.Gateway);
        await session.ExecuteAsync("select set_config('role', 'jim_service', true), set_config('jim.roles', 'jim-service', true)");
        Assert.Equal("one", await session.ScalarAsync<string>("select body from public.notes"));
        await session.RefusedAsync("insert into public.notes values (2, 'two')");
        await session.ExecuteAsync("select set_config('jim.roles', '', true)");
        await session.RefusedAsync("insert into public.notes values (2, 'two')");
        await session.ExecuteAsync("select set_config('jim.job', 'a job', true)");
        Assert.Equal(1, await session.ExecuteAsync("insert into public.notes values (2, 'two')"));
    }

    [Fact]
    public async Task A_teams_own_role_of_users_is_under_the_same_rules()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        var role = $"{database.Database.Name}_manager";
        await Seeder.SeedAsync(new(database.Database.ConnectionString, 10, 50), null, TestContext.Current.CancellationToken);
        await database.Database.ExecuteAsync(
            $"create role {role} nologin; grant jim_user to {role}; grant {role} to {database.GatewayUser}");
        await using (var session = await SqlSession.BeginAsync(database.Gateway))
        {
            await session.ExecuteAsync($"""
                select set_config('role', '{role}', true), set_config('jim.sub', '{SeedIds.Alice}', true),
                  set_config('jim.roles', '', true)
                """);
            await session.RefusedAsync("""
                update public.documents set group_id = gen_random_uuid() where id = (
                  select id from public.documents where owner_id = (select jim.user_id()) and group_id is null limit 1)
                """);
        }

        await database.Database.ExecuteAsync($"drop owned by {role}; drop role {role}");
    }

    private static async Task<long> CountArmsAsync(MigratedDatabase database) => await database.ScalarAsync<long>("""
        select count(*) from pg_policy p
        where p.polroles && array['jim_user'::regrole::oid] and pg_get_expr(p.polqual, p.polrelid) like '%has_role%'
        """);
}
