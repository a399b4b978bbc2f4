using System.Globalization;

namespace Jim.Data.Tests;

public sealed class ChangeLogTests(ChangeLogFixture fixture) : IClassFixture<ChangeLogFixture>
{
    [Fact]
    public async Task Logs_each_row_of_plain_writes_with_the_changed_columns()
    {
        Assert.Equal("I notes 1; I notes 2", await fixture.LogOfAsync("insert into notes (id, title) values (1, 'a'), (2, 'b')"));
        Assert.Equal("U notes 1 2", await fixture.LogOfAsync("update notes set title = 'c' where id = 1"));
        Assert.Equal("U notes 1 6; U notes 2 4", await fixture.LogOfAsync(
            "update notes set title = case id when 1 then 'd' else title end, price = 1.0 where id < 3"));
        Assert.Equal("D notes 1; D notes 2", await fixture.LogOfAsync("delete from notes where id < 3"));
        Assert.Equal("", await fixture.LogOfAsync("delete from notes where id < 3", "update notes set title = '' where id < 3"));
    }

    [Fact]
    public async Task Sees_a_value_that_is_equal_but_reads_differently()
    {
        await fixture.LogOfAsync("insert into notes values (3, 'a', 1.0, '{}', '{1}')");
        Assert.Equal("U notes 3 4", await fixture.LogOfAsync("update notes set price = 1.00 where id = 3"));
        Assert.Equal("U notes 3 8", await fixture.LogOfAsync("update notes set body = '{ }' where id = 3"));
        Assert.Equal("U notes 3 16", await fixture.LogOfAsync("update notes set stars = null where id = 3"));
        Assert.Equal("U notes 3 0", await fixture.LogOfAsync("update notes set title = 'a' where id = 3"));
    }

    [Fact]
    public async Task Sees_upserts_merges_and_writing_expressions()
    {
        Assert.Equal("I notes 11", await fixture.LogOfAsync("insert into notes (id) values (11)"));
        Assert.Equal("I notes 12; U notes 11 2", await fixture.LogOfAsync(
            "insert into notes (id, title) values (11, 'x'), (12, 'x') on conflict (id) do update set title = excluded.title"));
        Assert.Equal("", await fixture.LogOfAsync("insert into notes (id) values (11) on conflict do nothing"));
        Assert.Equal("D notes 12; I notes 13; U notes 11 2", await fixture.LogOfAsync("""
            merge into notes n using (values (11), (12), (13)) v (id) on v.id = n.id
            when matched and v.id = 12 then delete when matched then update set title = 'm' when not matched then insert (id) values (v.id)
            """));
        Assert.Equal("D notes 11; I notes 14", await fixture.LogOfAsync(
            "with gone as (delete from notes where id = 11 returning id + 3 as id) insert into notes (id) select id from gone"));
    }

    [Fact]
    public async Task Sees_copy()
    {
        await using var session = await fixture.BeginAsync();
        await session.CopyAsync("copy notes (id, title) from stdin", "21\ta\n22\tb\n");
        Assert.Equal("I notes 21; I notes 22", await ChangeLogFixture.LogAsync(session));
    }

    [Fact]
    public async Task Sees_what_foreign_keys_do_to_the_children()
    {
        await fixture.LogOfAsync(
            "insert into parents values ('p'), ('q')", "insert into children values (1, 'p', null), (2, 'q', 1), (3, 'p', 2)");
        Assert.Equal(
            "U children 1 2; U children 3 2; D parents p; I parents r",
            await fixture.LogOfAsync("update parents set code = 'r' where code = 'p'"));
        Assert.Equal(
            "D children 1; D children 3; U children 2 4; D parents r", await fixture.LogOfAsync("delete from parents where code = 'r'"));
    }

    [Fact]
    public async Task A_changed_key_is_the_old_rows_end_and_the_new_rows_beginning()
    {
        await fixture.LogOfAsync("insert into notes (id) values (31), (32), (33)");
        Assert.Equal("D notes 31; I notes 34", await fixture.LogOfAsync("update notes set id = 34 where id = 31"));
        Assert.Equal("D notes 32; I notes 35; U notes 33 2", await fixture.LogOfAsync(
            "update notes set id = case id when 32 then 35 else id end, title = 'z' where id in (32, 33)"));
    }

    [Fact]
    public async Task Names_rows_by_composite_keys_by_unique_keys_and_else_only_the_table()
    {
        Assert.Equal(
            "I pairs 2,2026-11-21",
            await fixture.LogOfAsync("set local datestyle = 'German'", "insert into pairs (a, b) values ('2026-11-21', 2)"));
        Assert.Equal("U pairs 2,2026-11-21 4", await fixture.LogOfAsync("set local datestyle = 'SQL'", "update pairs set note = ''"));
        Assert.Equal("I named Ab", await fixture.LogOfAsync("insert into named (name) values ('Ab')"));
        Assert.Equal("D named Ab; I named AB", await fixture.LogOfAsync("update named set name = 'AB'"));
        Assert.Equal("T loose", await fixture.LogOfAsync("insert into loose values (1), (2)"));
        Assert.Equal("T loose", await fixture.LogOfAsync("update loose set x = 3"));
    }

    [Fact]
    public async Task Sees_truncate_of_the_table_and_of_what_it_takes_along()
    {
        Assert.Equal("T children; T parents", await fixture.LogOfAsync("truncate parents cascade"));
    }

    [Fact]
    public async Task Logs_partitions_under_their_root_however_they_are_written()
    {
        Assert.Equal("I parted 1,1; I parted 2,12", await fixture.LogOfAsync("insert into parted values (1, 1), (2, 12)"));
        Assert.Equal("I parted 3,3", await fixture.LogOfAsync("insert into parted_one values (3, 3)"));
        Assert.Equal("U parted 3,3 4", await fixture.LogOfAsync("update parted_one set note = 'a' where id = 3"));
        Assert.Equal("U parted 3,3 4", await fixture.LogOfAsync("update parted set note = 'b' where id = 3"));
        Assert.Equal("D parted 3,3; I parted 3,13", await fixture.LogOfAsync("update parted set day = 13 where id = 3"));
        Assert.Equal("D parted 3,13; I parted 3,14; U parted 1,1 4", await fixture.LogOfAsync(
            "update parted set day = case id when 3 then 14 else day end, note = 'c' where id in (1, 3)"));
        Assert.Equal("D parted 2,12", await fixture.LogOfAsync("delete from parted_two where id = 2"));
        Assert.Equal("T parted", await fixture.LogOfAsync("truncate parted_two"));
        Assert.Equal("I parted 9,25", await fixture.LogOfAsync(
            "create table parted_three partition of parted for values from (20) to (30)",
            ChangeLogFixture.Track,
            "insert into parted_three values (9, 25)"));
    }

    [Fact]
    public async Task Sees_rows_that_replication_applies()
    {
        const string Replica = "set local session_replication_role = replica";
        Assert.Equal("I notes 41; I notes 42", await fixture.LogOfAsync(Replica, "insert into notes (id) values (41), (42)"));
        Assert.Equal("D notes 42; I notes 43; U notes 41 -1", await fixture.LogOfAsync(
            Replica, "update notes set title = 'r' where id = 41", "update notes set id = 43 where id = 42"));
        Assert.Equal("D notes 41; D notes 43", await fixture.LogOfAsync(Replica, "delete from notes where id between 41 and 43"));
        Assert.Equal("I parted 8,18; I parted 8,8", await fixture.LogOfAsync(
            Replica, "insert into parted values (8, 8)", "insert into parted_two values (8, 18)"));
        Assert.Equal("T children", await fixture.LogOfAsync(Replica, "truncate children"));
    }

    [Theory]
    [InlineData(10_000, 0, "10000 rows")]
    [InlineData(10_001, 0, "T")]
    [InlineData(6_000, 4_000, "10000 rows")]
    [InlineData(6_000, 4_001, "T")]
    public async Task More_than_ten_thousand_rows_of_a_transaction_are_one_entry(int first, int second, string expected)
    {
        await using var session = await fixture.BeginAsync();
        await InsertAsync(session, 100_000, first);
        await InsertAsync(session, 200_000, second);
        Assert.Equal(expected, await SummaryAsync(session));
        if (expected == "T")
        {
            await InsertAsync(session, 300_000, 5);
            await session.ExecuteAsync("update notes set title = 'x' where id >= 100000; delete from notes where id >= 200000");
            Assert.Equal("T", await SummaryAsync(session));
        }
    }

    [Fact]
    public async Task A_rolled_back_savepoint_takes_its_entries_and_their_count_back()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("savepoint s");
        await InsertAsync(session, 100_000, 10_001);
        Assert.Equal("T", await SummaryAsync(session));
        await session.ExecuteAsync("rollback to s");
        Assert.Equal("", await SummaryAsync(session));
        await InsertAsync(session, 100_000, 6_000);
        await InsertAsync(session, 200_000, 2);
        Assert.Equal("6002 rows", await SummaryAsync(session));
        await session.ExecuteAsync("rollback");
        Assert.Equal(0L, await fixture.Database.ScalarAsync<long>("select count(*) from jim.change where key[1] = '200001'"));
    }

    [Theory]
    [InlineData("11111111-1111-4111-8111-111111111111", "phone", "11111111-1111-4111-8111-111111111111 phone")]
    [InlineData("", "", "")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82", "", "")]
    public async Task Keeps_who_and_which_client_wrote(string sub, string client, string expected)
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync($"select set_config('jim.sub', '{sub}', true), set_config('jim.client', '{client}', true)");
        await session.ExecuteAsync("insert into notes (id) values (50)");
        Assert.Equal(
            expected,
            await session.ScalarAsync<string>("select concat_ws(' ', actor, client) from jim.change where xid = pg_current_xact_id()"));
    }

    private static Task<int> InsertAsync(SqlSession session, int after, int rows) => session.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"insert into notes (id) select {after} + n from generate_series(1, {rows}) n"));

    private static Task<string> SummaryAsync(SqlSession session) => session.ScalarAsync<string>("""
        select coalesce(string_agg(case op when 'I' then n || ' rows' else op::text end, ', '), '')
        from (select op, count(*) n from jim.change where xid = pg_current_xact_id() group by op) c
        """);
}
