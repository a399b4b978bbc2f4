namespace Jim.Data.Tests;

public sealed class TrackTests(ChangeLogFixture fixture) : IClassFixture<ChangeLogFixture>
{
    [Fact]
    public async Task Tracks_the_exposed_schemas_tables_but_not_those_marked_untracked()
    {
        Assert.Equal("children loose named notes pairs parents parted", await fixture.Database.ScalarAsync<string>("""
            select string_agg(distinct c.relname, ' ') from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where t.tgname = 'jim_change_insert' and c.relnamespace = 'public'::regnamespace and not c.relispartition
            """));
        Assert.Equal("", await fixture.LogOfAsync("insert into quiet values (1)"));
    }

    [Fact]
    public async Task A_second_time_changes_nothing()
    {
        Assert.Equal(string.Empty, await fixture.Database.ScalarAsync<string>(ChangeLogFixture.Track));
        Assert.False(await fixture.Database.ScalarAsync<bool>("select jim.track('parted')"));
    }

    [Fact]
    public async Task Learns_of_new_columns_and_says_all_bits_for_those_beyond_the_63rd()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync(
            "create table wide (id int primary key, gone int, last int); select jim.track('wide'); insert into wide values (1)");
        await session.ExecuteAsync("alter table wide drop gone; select jim.track('wide'); update wide set last = 1");
        Assert.Equal("I wide 1; U wide 1 4", await ChangeLogFixture.LogAsync(session));
        var columns = string.Join(", ", Enumerable.Range(4, 61).Select(n => $"add c{n} int"));
        await session.ExecuteAsync(
            $"alter table wide {columns}; select jim.track('wide'); delete from jim.change where xid = pg_current_xact_id()");
        await session.ExecuteAsync("update wide set c63 = 1");
        await session.ExecuteAsync("update wide set c64 = 1");
        Assert.Equal($"U wide 1 {1L << 62}; U wide 1 -1", await ChangeLogFixture.LogAsync(session));
    }

    [Fact]
    public async Task Untracked_tables_leave_no_trigger_and_no_function()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("select jim.untrack('parted'); insert into parted_one values (7, 7)");
        Assert.Equal("", await ChangeLogFixture.LogAsync(session));
        Assert.Equal(
            0L,
            await session.ScalarAsync<long>(
                "select count(*) from pg_proc where proname like format('change_%s\\_%%', 'parted'::regclass::oid)"));
        Assert.Equal(0L, await session.ScalarAsync<long>(
            "select count(*) from pg_trigger where tgrelid in ('parted'::regclass, 'parted_one'::regclass) and tgname like 'jim%'"));
        Assert.True(await session.ScalarAsync<bool>("select jim.track('parted')"));
    }

    [Fact]
    public async Task The_functions_of_a_dropped_table_go_at_the_next_migrate()
    {
        await using var session = await fixture.BeginAsync();
        const string Count = "select count(*) from pg_proc where proname ~ '^change_\\d+_'";
        var before = await session.ScalarAsync<long>(Count);
        await session.ExecuteAsync("create table brief (id int primary key); select jim.track('brief'); drop table brief");
        Assert.Equal(before + 5, await session.ScalarAsync<long>(Count));
        await session.ExecuteAsync(ChangeLogFixture.Track);
        Assert.Equal(before, await session.ScalarAsync<long>(Count));
    }

    [Fact]
    public async Task What_an_owner_has_disabled_stays_so_and_is_told()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("create table off (id int primary key); select jim.track('off'); alter table off disable trigger user");
        Assert.Equal("off not tracked: its triggers are disabled", await session.ScalarAsync<string>(ChangeLogFixture.Track));
        await session.ExecuteAsync("insert into off values (1)");
        Assert.Equal("", await ChangeLogFixture.LogAsync(session));
        await session.ExecuteAsync("alter table off enable trigger user");
        Assert.Equal("off tracked", await session.ScalarAsync<string>(ChangeLogFixture.Track));
        await session.ExecuteAsync("insert into off values (2)");
        Assert.Equal("I off 2", await ChangeLogFixture.LogAsync(session));
    }

    [Fact]
    public async Task Only_the_owner_may_run_what_installs_triggers()
    {
        Assert.Equal("", await fixture.Database.ScalarAsync<string>($"""
            select coalesce(string_agg(p.oid::regprocedure::text, ' '), '') from pg_proc p
            where p.pronamespace = 'jim'::regnamespace and p.proname ~ 'track|trigger|change_' and exists (
              select from unnest(array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_gateway', '{fixture.Database.GatewayUser}']) r
              where has_function_privilege(r, p.oid, 'execute'))
            """));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select count(*) > 20 from pg_proc where proname ~ 'track|trigger|change_'"));
    }

    [Fact]
    public async Task Marks_a_whole_table_by_its_root()
    {
        Assert.Equal("T notes; T parted", await fixture.LogOfAsync("select jim.mark_changed('notes'), jim.mark_changed('parted_two')"));
    }

    [Fact]
    public async Task A_writer_needs_no_right_on_the_log_and_cannot_read_it()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync(
            "grant insert on notes to jim_user; set local role jim_user; insert into notes (id) values (70); savepoint s");
        string[] statements =
        [
            "select * from jim.change", "insert into jim.change (tbl, op) values (1, 'T')", "delete from jim.change",
            "select jim.mark_changed('notes')", "select jim.track('notes')", "select jim.count_changes('notes'::regclass, 1)",
            "select * from jim.setting",
        ];
        foreach (var forbidden in statements)
        {
            var error = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => session.ExecuteAsync(forbidden));
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
            await session.ExecuteAsync("rollback to s");
        }

        await session.ExecuteAsync("reset role");
        Assert.Equal("I notes 70", await ChangeLogFixture.LogAsync(session));
    }
}
