using Jim.Data.Seeding;

namespace Jim.Data.Tests;

public sealed class RightsTests(StarterFixture fixture) : IClassFixture<StarterFixture>
{
    private const string Alice = "11111111-1111-4111-8111-111111111111";
    private const string Bob = "22222222-2222-4222-8222-222222222222";
    private const string Service = "44444444-4444-4444-8444-444444444444";

    [Theory]
    [InlineData("alice", Alice, Bob)]
    [InlineData("bob", Bob, Alice)]
    public async Task Users_see_their_documents_and_those_of_their_groups_only(string caller, string own, string other)
    {
        await using var owner = await fixture.OwnerAsync();
        await using var session = await fixture.AsAsync(caller);
        var groups = $"select group_id from memberships where user_id = '{own}'";
        foreach (var (table, rule) in ((string, string)[])[
            ("documents", $"owner_id = '{own}' or group_id in ({groups})"),
            ("document_events", $"document_id in (select id from documents where owner_id = '{own}' or group_id in ({groups}))"),
            ("groups", $"id in ({groups})"),
            ("memberships", $"group_id in ({groups})"),
            ("users", $"id = '{own}' or id in (select user_id from memberships where group_id in ({groups}))")])
        {
            var entitled = await owner.ScalarAsync<string>($"select string_agg(id::text, ' ' order by id) from {table} where {rule}");
            Assert.Equal(entitled, await session.ScalarAsync<string>($"select string_agg(id::text, ' ' order by id) from {table}"));
        }

        Assert.NotEqual(0L, await session.ScalarAsync<long>($"select count(*) from documents where owner_id = '{own}'"));
        Assert.NotEqual(0L, await session.ScalarAsync<long>($"select count(*) from documents where owner_id <> '{own}'"));
        Assert.Equal(0L, await session.ScalarAsync<long>($"select count(*) from documents where owner_id = '{other}'"));
        Assert.Equal(0L, await session.ScalarAsync<long>($"select count(*) from users where id = '{other}'"));
    }

    [Fact]
    public async Task Carol_sees_what_both_groups_share()
    {
        await using var session = await fixture.AsAsync("carol");
        Assert.Equal("Alpha Beta", await session.ScalarAsync<string>("select string_agg(name, ' ' order by name) from groups"));
        Assert.Equal(3L, await session.ScalarAsync<long>("select count(distinct owner_id) from documents"));
    }

    [Theory]
    [InlineData("service")]
    [InlineData("service-job")]
    [InlineData("root")]
    public async Task The_service_account_and_administrators_read_everything(string caller)
    {
        await using var owner = await fixture.OwnerAsync();
        await using var session = await fixture.AsAsync(caller);
        foreach (var table in (string[])["users", "groups", "memberships", "documents", "document_events"])
        {
            Assert.Equal(
                await owner.ScalarAsync<long>($"select count(*) from {table}"),
                await session.ScalarAsync<long>($"select count(*) from {table}"));
        }
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("gateway")]
    public async Task Neither_anonymous_callers_nor_the_login_without_a_role_read_anything(string caller)
    {
        foreach (var table in (string[])["users", "groups", "memberships", "documents", "document_events"])
        {
            await using var session = caller == "gateway" ? await fixture.GatewayAsync() : await fixture.AsAsync(caller);
            await session.RefusedAsync($"select id from {table}");
        }
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("bob", false)]
    [InlineData("carol", true)]
    [InlineData("root", true)]
    [InlineData("service", false)]
    [InlineData("service-job", true)]
    public async Task A_group_document_is_edited_by_its_owner_the_members_and_jobs_only(string caller, bool may)
    {
        await using var session = await fixture.AsAsync(caller);
        var document =
            $"where id = (select min(id::text)::uuid from documents where group_id = '{SeedIds.Alpha}' and owner_id = '{Alice}')";
        Assert.Equal(may ? 1 : 0, await session.ExecuteAsync($"update documents set title = 'edited' {document}"));
        Assert.Equal(may ? 1 : 0, await session.ExecuteAsync($"update documents set deleted_at = now() {document}"));
    }

    [Theory]
    [InlineData("alice", "owner_id", true)]
    [InlineData("alice", "'" + Bob + "'", false)]
    [InlineData("root", "'" + Bob + "'", true)]
    [InlineData("service", "'" + Service + "'", false)]
    [InlineData("service-job", "'" + Service + "'", true)]
    [InlineData("service-job", "'" + Bob + "'", true)]
    public async Task Documents_are_created_as_ones_own(string caller, string ownerId, bool may)
    {
        await using var session = await fixture.AsAsync(caller);
        var insert = ownerId == "owner_id"
            ? "insert into documents (title) values ('new') returning owner_id"
            : $"insert into documents (title, owner_id) values ('new', {ownerId}) returning owner_id";
        if (may)
        {
            Assert.Equal(ownerId == "owner_id" ? Alice : ownerId.Trim('\''), (await session.ScalarAsync<Guid>(insert)).ToString());
        }
        else
        {
            await session.RefusedAsync(insert);
        }
    }

    [Theory]
    [InlineData("service", 0)]
    [InlineData("service-job", 1)]
    public async Task The_service_account_writes_what_is_its_own_in_jobs_only_too(string caller, int rows)
    {
        await using var session = await fixture.AsAsync(caller);
        Assert.Equal(rows, await session.ExecuteAsync($"update users set display_name = 'S' where id = '{Service}'"));
        var note = $"insert into document_events (document_id, kind) values ('{SeedIds.Document(1)}', 'note')";
        if (rows == 0)
        {
            await session.RefusedAsync(note);
        }
        else
        {
            await session.ExecuteAsync(note);
        }
    }

    [Fact]
    public async Task A_document_goes_into_groups_of_its_mover_only_but_stays_editable_after_the_owner_left()
    {
        await using (var session = await fixture.AsAsync("alice"))
        {
            await session.ExecuteAsync(
                $"insert into documents (id, title, group_id) values ('{SeedIds.Document(9001)}', 'x', '{SeedIds.Alpha}')");
            await session.RefusedAsync($"insert into documents (title, group_id) values ('x', '{SeedIds.Beta}')");
            await session.RefusedAsync($"update documents set group_id = '{SeedIds.Beta}' where id = '{SeedIds.Document(9001)}'");
            Assert.Equal(1, await session.ExecuteAsync($"update memberships set deleted_at = now() where user_id = '{Alice}'"));
            Assert.Equal(1, await session.ExecuteAsync($"update documents set title = 'y' where id = '{SeedIds.Document(9001)}'"));
        }
    }

    [Fact]
    public async Task Whoever_makes_a_group_owns_it_and_only_owners_manage_members()
    {
        await using (var session = await fixture.AsAsync("alice"))
        {
            var made = await session.ScalarAsync<Guid>("insert into groups (name) values ('Gamma') returning id");
            Assert.Equal(
                1, await session.ExecuteAsync($"insert into memberships (user_id, group_id) values ('{SeedIds.Carol}', '{made}')"));
            Assert.Equal(1, await session.ExecuteAsync($"update groups set name = 'Delta' where id = '{made}'"));
            Assert.Equal(
                1, await session.ExecuteAsync($"update memberships set role = 'owner' where group_id = '{made}' and role = 'member'"));
        }

        await using (var session = await fixture.AsAsync("carol"))
        {
            Assert.Equal(0, await session.ExecuteAsync("update groups set name = 'Mine'"));
            Assert.Equal(0, await session.ExecuteAsync($"update memberships set deleted_at = now() where user_id = '{Alice}'"));
            await session.RefusedAsync($"update memberships set role = 'owner' where user_id = '{SeedIds.Carol}'");
            await session.RefusedAsync($"insert into memberships (user_id, group_id) values ('{SeedIds.User(7)}', '{SeedIds.Alpha}')");
            Assert.Equal(2, await session.ExecuteAsync($"update memberships set deleted_at = now() where user_id = '{SeedIds.Carol}'"));
        }
    }

    [Fact]
    public async Task Nobody_but_administrators_writes_other_users_and_nobody_writes_versions_times_or_owners()
    {
        await using (var session = await fixture.AsAsync("carol"))
        {
            Assert.Equal(1, await session.ExecuteAsync("update users set display_name = 'C'"));
        }

        foreach (var column in (string[])["version", "created_at", "updated_at", "owner_id"])
        {
            await using var session = await fixture.AsAsync("alice");
            await session.RefusedAsync($"update documents set {column} = default");
        }

        await using var root = await fixture.AsAsync("root");
        Assert.Equal(1, await root.ExecuteAsync($"update users set deleted_at = now() where id = '{Bob}'"));
    }

    [Fact]
    public async Task Row_level_security_is_forced_on_every_table_that_a_client_role_may_read()
    {
        await using var owner = await fixture.OwnerAsync();
        Assert.Equal("none", await owner.ScalarAsync<string>("""
            select coalesce(string_agg(c.oid::regclass::text, ', '), 'none') from pg_class c
            where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'jim'::regnamespace)
              and (has_any_column_privilege('jim_user', c.oid, 'select') or has_any_column_privilege('jim_admin', c.oid, 'select')
                   or has_any_column_privilege('jim_anonymous', c.oid, 'select'))
              and not (c.relrowsecurity and c.relforcerowsecurity)
            """));
        Assert.Equal("none", await owner.ScalarAsync<string>("""
            select coalesce(string_agg(c.conrelid::regclass || '.' || c.conname, ', '), 'none') from pg_constraint c
            where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'jim'::regnamespace)
              and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indpred is null and i.indkey[0] = c.conkey[1])
            """));
    }
}
