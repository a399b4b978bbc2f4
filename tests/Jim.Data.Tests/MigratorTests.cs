using Jim.Data.Migrations;
using Jim.Data.Platform;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Jim.Data.Tests;

public sealed class MigratorTests
{
    private const string History = "history_starter";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_what_it_did_and_then_that_nothing_is_to_do()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None);
        List<string> first = [], second = [];
        await database.MigrateAsync(DataModel.Starter, first.Add);
        await database.MigrateAsync(DataModel.Starter, second.Add);
        Assert.Equal(
            [
                "applied 20261121_0001_starter", "applied 20261129_0001_me", "applied 20261129_0002_service",
                "applied 20261129_0003_peers",
            ],
            first);
        Assert.Equal(["nothing to do"], second);
    }

    [Fact]
    public async Task Many_tables_are_told_in_one_line()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None);
        var tables = Enumerable.Range(10, 12).Select(i => $"create table t{i} (id int primary key);");
        await database.Database.ExecuteAsync(string.Concat(tables));
        List<string> said = [];
        await database.MigrateAsync(DataModel.None, said.Add);
        Assert.Equal(["tracked: t10, t11, t12, t13, t14, t15, t16, t17, t18, t19 and 2 more"], said);
    }

    /// <summary>Otherwise every start of a server would have all others read their schema again.</summary>
    [Fact]
    public async Task A_migration_without_anything_to_do_writes_no_row_of_the_catalog()
    {
        const string Written = """
            select max(xmin::text::bigint) from (
              select xmin from pg_class union all select xmin from pg_proc union all select xmin from pg_namespace
              union all select xmin from pg_trigger union all select xmin from pg_attribute) x
            """;
        await using var database = await MigratedDatabase.CreateAsync();
        var before = await database.ScalarAsync<long>(Written);
        await database.MigrateAsync();
        Assert.Equal(before, await database.ScalarAsync<long>(Written));

        await database.Database.ExecuteAsync($"revoke delete on jim.jobs from {database.GatewayUser}");
        await database.MigrateAsync();
        Assert.True(await database.ScalarAsync<bool>($"select has_table_privilege('{database.GatewayUser}', 'jim.jobs', 'delete')"));
    }

    /// <summary>What a start asks in place of EF Core, which takes a second of processor time to tell the same.</summary>
    [Fact]
    public async Task A_history_is_current_when_EF_Core_has_nothing_pending()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.Starter);
        await using var connection = await database.Database.DataSource.OpenConnectionAsync(Token);
        foreach (var sql in (string[])[
            "select", $"delete from jim.{History} where \"MigrationId\" like '%_service'", $"drop table jim.{History}"])
        {
            await using (var command = new NpgsqlCommand(sql, connection))
            {
                await command.ExecuteNonQueryAsync(Token);
            }

            await using var starter = Histories.Starter(connection);
            var pending = await starter.Database.GetPendingMigrationsAsync(Token);
            Assert.Equal(!pending.Any(), await Histories.IsCurrentAsync<JimDbContext>(connection, Token));
            Assert.Equal(sql == "select", await Histories.IsCurrentAsync<JimDbContext>(connection, Token));
            Assert.True(await Histories.IsCurrentAsync<PlatformDbContext>(connection, Token));
        }
    }

    [Fact]
    public async Task Eight_nodes_that_start_at_once_all_succeed_and_each_migration_is_applied_once()
    {
        await using var login = await Login.CreateAsync();
        using var folder = new TemporaryFolder(("1_once.sql", "create table once (id int primary key); insert into once values (1);"));
        var options = login.Options() with { MigrationsFolder = folder.Path };
        var reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MigrateAsync(options))));
        Assert.Equal(
            [
                "applied 1_once.sql", "applied 20261121_0001_platform", "applied 20261121_0001_starter", "applied 20261129_0001_me",
                "applied 20261129_0001_trackers", "applied 20261129_0002_service", "applied 20261129_0002_service",
                "applied 20261129_0003_peers", "applied 20261129_0003_upkeep", "applied 20261129_0004_results",
                "applied 20261129_0005_routed", "applied 20261129_0006_fair_jobs", "applied 20261129_0007_tracked_one_by_one",
                "applied 20261130_0001_idempotency", "applied 20261130_0002_change_mark",
                "applied 20261130_0003_revocations", "applied 20261130_0004_webhooks",
                "applied 20261130_0005_lanes",
                "applied 20261130_0006_scopes", "applied 20261130_0007_schedules",
                "applied 20261201_0031_targets", "applied 20261202_0011_mirrors", "applied 20261202_0021_uploads",
                "applied 20261202_0031_removals", "tracked: once",
            ],
            reports.SelectMany(r => r).Where(line => line != "waiting for another migrate" && line != "nothing to do")
                .Order(StringComparer.Ordinal));
        Assert.Equal(7, reports.Count(r => r[^1] == "nothing to do"));
    }

    [Fact]
    public async Task Databases_of_one_cluster_may_migrate_at_once()
    {
        var logins = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Login.CreateAsync()));
        await Task.WhenAll(logins.Select(l => MigrateAsync(l.Options())));
        foreach (var login in logins)
        {
            await login.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_owner_that_is_no_superuser_can_do_all_of_it_and_its_own_functions_pass_the_forced_policies()
    {
        await using var login = await Login.CreateAsync();
        await login.OwnedByAsync("createrole");
        Assert.Contains("applied 20261121_0001_starter", await MigrateAsync(login.Options()));
        Assert.Equal(["nothing to do"], await MigrateAsync(login.Options()));
        Assert.True(await Seeding.Seeder.SeedAsync(new(login.OwnerConnectionString, 10, 20), null, Token) > 0);
        await using var gateway = NpgsqlDataSource.Create(login.GatewayConnectionString);
        await using var session = await SqlSession.BeginAsync(gateway);
        await session.ExecuteAsync($"select set_config('role', 'jim_user', true), set_config('jim.sub', '{Seeding.SeedIds.Alice}', true)");
        Assert.Equal(1L, await session.ScalarAsync<long>("select count(*) from groups"));
        Assert.Equal(1, await session.ExecuteAsync("update groups set deleted_at = now()"));
        Assert.True(await session.ScalarAsync<bool>($"select jim.enqueue('{Guid.NewGuid()}', 'mail', 'low', '1', null)"));
        await session.ExecuteAsync("set local role none");
        Assert.Equal(
            2L,
            await session.ScalarAsync<long>(
                "select count(*) from jim.change where op = 'U' and actor is not null and tbl = 'public.memberships'::regclass"));
        Assert.True(await session.ScalarAsync<bool>($"select jim.first_sight('{Guid.NewGuid()}', 'N', null)"));
    }

    [Fact]
    public async Task An_owner_that_may_not_make_roles_is_told_what_to_do()
    {
        await using var login = await Login.CreateAsync();
        await login.OwnedByAsync("nocreaterole");
        var error = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(login.Options()));
        Assert.Contains("grant jim_anonymous, jim_user, jim_admin, jim_service, jim_gateway to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_role_for_all_works_and_stays_under_the_policies()
    {
        await using var login = await Login.CreateAsync();
        await login.OwnedByAsync("createrole");
        var options = login.Options() with { GatewayUser = login.Owner };
        await MigrateAsync(options);
        Assert.Equal(["nothing to do"], (await MigrateAsync(options)).Where(l => !l.StartsWith("warning", StringComparison.Ordinal)));
        await Seeding.Seeder.SeedAsync(new(login.OwnerConnectionString, 10, 20), null, Token);
        await using var source = NpgsqlDataSource.Create(login.OwnerConnectionString);
        await using var session = await SqlSession.BeginAsync(source);
        await session.ExecuteAsync($"select set_config('role', 'jim_user', true), set_config('jim.sub', '{Guid.NewGuid()}', true)");
        Assert.Equal(0L, await session.ScalarAsync<long>("select count(*) from documents"));
    }

    [Fact]
    public async Task A_login_that_is_missing_inherits_or_is_above_the_policies_is_told()
    {
        await using var login = await Login.CreateAsync();
        var missing = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(login.Options() with { GatewayUser = "no_such" }));
        Assert.Contains("the user no_such of DATABASE_URL does not exist", missing.Message, StringComparison.Ordinal);
        await login.Database.ExecuteAsync($"alter role {login.Gateway} inherit");
        Assert.Contains(
            await MigrateAsync(login.Options()), line => line.Contains("inherits the application roles", StringComparison.Ordinal));
        Assert.Contains(
            await MigrateAsync(login.Options() with { GatewayUser = "postgres" }), line => line.Contains(
                "above row level security", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_model_only_the_owners_tables_of_the_exposed_schemas_get_triggers()
    {
        await using var login = await Login.CreateAsync(
            "create schema shop; create table shop.orders (id int primary key); create table public.other (id int primary key); "
                + "create view shop.v as select 1 as id");
        await login.OwnedByAsync("createrole");
        await login.Database.ExecuteAsync(
            $"grant usage on schema shop to {login.Owner}; create table shop.mine (id int primary key); alter table shop.mine owner "
                + $"to {login.Owner}");
        var lines = await MigrateAsync(login.Options() with { Model = DataModel.None, Schemas = ["shop"] });
        Assert.Equal(
            [
                "applied 20261121_0001_platform", "applied 20261129_0001_trackers", "applied 20261129_0002_service",
                "applied 20261129_0003_upkeep", "applied 20261129_0004_results", "applied 20261129_0005_routed",
                "applied 20261129_0006_fair_jobs", "applied 20261129_0007_tracked_one_by_one", "applied 20261130_0001_idempotency",
                "applied 20261130_0002_change_mark", "applied 20261130_0003_revocations", "applied 20261130_0004_webhooks",
                "applied 20261130_0005_lanes",
                "applied 20261130_0006_scopes", "applied 20261130_0007_schedules",
                "applied 20261201_0031_targets", "applied 20261202_0011_mirrors", "applied 20261202_0021_uploads",
                "applied 20261202_0031_removals",
                "tracked: shop.mine",
                "not tracked: it belongs to postgres: shop.orders",
            ],
            lines);
    }

    private static async Task<List<string>> MigrateAsync(MigrateOptions options)
    {
        var lines = new List<string>();
        await Migrator.MigrateAsync(options, lines.Add, Token);
        return lines;
    }
}
