using Jim.Data.Seeding;

namespace Jim.Data.Tests;

public sealed class PlatformRightsTests(StarterFixture fixture) : IClassFixture<StarterFixture>
{
    private const string Job = "99999999-0000-4000-8000-000000000001";

    [Fact]
    public async Task A_queued_job_is_its_callers_and_is_stored_once()
    {
        await using var session = await fixture.AsAsync("alice");
        const string Enqueue = $"select jim.enqueue('{Job}', 'mail', 'HIGH', jsonb_build_object('a', 1), null)";
        Assert.True(await session.ScalarAsync<bool>(Enqueue));
        Assert.False(await session.ScalarAsync<bool>(Enqueue));
        Assert.Equal("mail queued high", await session.ScalarAsync<string>("select concat_ws(' ', kind, state, priority) from jim.jobs"));
        await session.RefusedAsync("select payload from jim.jobs");
        await session.RefusedAsync("update jim.jobs set state = 'succeeded'");
        await session.RefusedAsync($"select jim.enqueue('{Guid.NewGuid()}', 'mail', 'LOW', '1', null, '1'::jsonb)");
        await session.ExecuteAsync($"select set_config('jim.sub', '{SeedIds.Bob}', true)");
        Assert.Equal(0L, await session.ScalarAsync<long>("select count(*) from jim.jobs"));
        await session.ExecuteAsync("set local role jim_admin");
        Assert.Equal(1L, await session.ScalarAsync<long>("select count(*) from jim.jobs"));
        await session.ExecuteAsync("set local role none");
        Assert.Equal($"jim_user {SeedIds.Alice} [] {SeedIds.Alice} {{\"a\": 1}}", await session.ScalarAsync<string>(
            "select concat_ws(' ', caller ->> 'role', caller ->> 'subject', caller -> 'roles', owner_id, payload) from jim.jobs"));
    }

    [Fact]
    public async Task Anonymous_callers_queue_nothing_and_the_gateway_queues_for_whom_it_names()
    {
        await using (var session = await fixture.AsAsync("anonymous"))
        {
            await session.RefusedAsync($"select jim.enqueue('{Job}', 'mail', 'HIGH', '1', null)");
        }

        await using var gateway = await fixture.GatewayAsync();
        Assert.True(await gateway.ScalarAsync<bool>($$"""
            select jim.enqueue('{{Job}}', 'file.store', 'normal', '{}', now(),
              jsonb_build_object('role', 'jim_user', 'subject', '{{SeedIds.Bob}}'))
            """));
        Assert.Equal(SeedIds.Bob, await gateway.ScalarAsync<Guid>("select owner_id from jim.jobs"));
    }

    [Fact]
    public async Task A_file_is_seen_by_its_owner_and_by_whoever_sees_its_document()
    {
        await using (var session = await fixture.AsAsync("alice"))
        {
            var document = await session.ScalarAsync<string>(DocumentOf(SeedIds.Alpha, SeedIds.Alice));
            await session.ExecuteAsync($"""
                insert into jim.files (bucket_id, name, state, document_id) select id, 'plan.pdf', 'staged', '{document}' from jim.buckets;
                insert into jim.files (bucket_id, name, state) select id, 'own.pdf', 'staged' from jim.buckets;
                """);
            await session.CommitAsync();
        }

        foreach (var (caller, seen) in ((string, string)[])[
            ("alice", "own.pdf plan.pdf"), ("carol", "plan.pdf"), ("bob", ""), ("service", "own.pdf plan.pdf"),
            ("root", "own.pdf plan.pdf")])
        {
            await using var session = await fixture.AsAsync(caller);
            Assert.Equal(
                seen, await session.ScalarAsync<string>("select coalesce(string_agg(name, ' ' order by name), '') from jim.files"));
        }

        await using (var session = await fixture.AsAsync("carol"))
        {
            Assert.Equal(0, await session.ExecuteAsync("update jim.files set name = 'x'"));
        }

        await using (var session = await fixture.AsAsync("alice"))
        {
            await session.RefusedAsync("update jim.files set state = 'stored'");
            await session.RefusedAsync("insert into jim.files (bucket_id, name, state) select id, 'x', 'stored' from jim.buckets");
            await using var owner = await fixture.OwnerAsync();
            var foreign = await owner.ScalarAsync<string>(DocumentOf(SeedIds.Beta, SeedIds.Bob));
            await session.RefusedAsync($"update jim.files set document_id = '{foreign}'");
            await session.RefusedAsync(
                $"insert into jim.files (bucket_id, name, document_id) select id, 'x', '{foreign}' from jim.buckets");
            await session.ExecuteAsync("update jim.files set deleted_at = now() where name = 'own.pdf'");
            Assert.Equal("trashed", await session.ScalarAsync<string>("select state::text from jim.files where name = 'own.pdf'"));
        }
    }

    [Fact]
    public async Task A_stored_file_is_one_event_of_its_document()
    {
        await using var session = await fixture.GatewayAsync();
        await using var owner = await fixture.OwnerAsync();
        var document = await owner.ScalarAsync<string>(DocumentOf(SeedIds.Alpha, SeedIds.Alice));
        await session.ExecuteAsync($"""
            insert into jim.files (bucket_id, name, owner_id, document_id)
              select id, 'a.txt', '{SeedIds.Alice}', '{document}' from jim.buckets;
            update jim.files set state = 'stored' where name = 'a.txt';
            update jim.files set state = 'failed' where name = 'a.txt';
            update jim.files set state = 'stored' where name = 'a.txt';
            """);
        await session.ExecuteAsync($"select set_config('role', 'jim_user', true), set_config('jim.sub', '{SeedIds.Alice}', true)");
        Assert.Equal($"{SeedIds.Alice} a.txt", await session.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', actor_id, payload ->> 'name'), ', ') from document_events where kind = 'file_stored'"));
    }

    [Fact]
    public async Task The_login_reads_the_platforms_tables_and_secrets_and_application_roles_do_not()
    {
        await using var session = await fixture.GatewayAsync();
        Assert.Equal(32, await session.ScalarAsync<int>("select length(value) from jim.setting where name = 'secret'"));
        Assert.Equal(16, await session.ScalarAsync<int>("select length(value) from jim.setting where name = 'epoch'"));
        string[] tables =
            ["change", "jobs", "buckets", "folders", "files", "file_versions", "replicas", "uploads", "events", "relay", "clients"];
        foreach (var table in tables)
        {
            await session.ExecuteAsync($"select * from jim.{table}; delete from jim.{table} where false");
        }

        await session.ExecuteAsync("insert into jim.events (id, kind, subject) values (gen_random_uuid(), 'a', 'b')");
        string[] statements =
        [
            "update jim.setting set value = ''", "select * from jim.migration", "drop table jim.relay", "select jim.secure('jim.relay')",
            "set local role jim_user; select * from jim.setting", "set local role jim_admin; select * from jim.file_versions",
        ];
        foreach (var refused in statements)
        {
            await session.RefusedAsync(refused);
        }
    }

    [Fact]
    public async Task First_sight_makes_one_row_and_never_takes_an_address()
    {
        await using var session = await fixture.GatewayAsync();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(await session.ScalarAsync<bool>($"select jim.first_sight('{first}', 'Dora', 'dora@example.org')"));
        Assert.False(await session.ScalarAsync<bool>($"select jim.first_sight('{first}', 'Other', 'other@example.org')"));
        Assert.True(await session.ScalarAsync<bool>($"select jim.first_sight('{second}', '', 'dora@example.org')"));
        Assert.False(await session.ScalarAsync<bool>($"select jim.first_sight('{SeedIds.Alice}', 'x', 'y')"));
        await session.ExecuteAsync($"select set_config('role', 'jim_admin', true)");
        Assert.Equal(
            "Dora dora@example.org",
            await session.ScalarAsync<string>($"select concat_ws(' ', display_name, email) from users where id = '{first}'"));
        Assert.Equal(
            "dora@example.org",
            await session.ScalarAsync<string>($"select concat_ws(' ', display_name, email) from users where id = '{second}'"));
        await session.RefusedAsync($"select jim.first_sight('{Guid.NewGuid()}', 'x', 'y')");
    }

    private static string DocumentOf(Guid group, Guid owner) =>
        $"select min(id::text) from documents where group_id = '{group}' and owner_id = '{owner}'";
}
