namespace Jim.Data.Tests;

/// <summary>What the log tells of the values of changed rows: of keys and foreign keys, before and after.</summary>
public sealed class ScopeTests(ChangeLogFixture fixture) : IClassFixture<ChangeLogFixture>
{
    // In children: id (1), parent (2), friend (3); the mask of all three is 7.
    private const string A = "(hashtextextended('a', 0))";
    private const string B = "(hashtextextended('b', 0))";

    [Fact]
    public async Task Tells_keys_and_foreign_keys_and_where_a_row_moves_both()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("insert into parents values ('a'), ('b')");
        await session.ExecuteAsync("insert into children values (1, 'a', null), (2, null, 1)");
        await session.ExecuteAsync("update children set friend = 1 where id = 1");
        await session.ExecuteAsync("update children set parent = parent where id = 1");
        await session.ExecuteAsync("update children set id = 3, parent = 'b' where id = 2");
        await session.ExecuteAsync("delete from children where id = 3");
        await session.ExecuteAsync("delete from children where id = 1");
        Assert.Equal(
            await TextsAsync(
                session, "", $"1 {A}", "", $"1 {B}", "", $"7 1 {A} -", "", "7 2 - 1", $"7 1 {A} -", $"7 1 {A} 1", $"7 1 {A} 1", "",
                "", $"7 3 {B} 1", "7 2 - 1", "", $"7 3 {B} 1", "", $"7 1 {A} 1", ""),
            await LogAsync(session));
    }

    [Fact]
    public async Task Tells_the_same_of_many_rows_of_replicated_ones_and_of_partitions()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("insert into children select n, null, null from generate_series(100, 139) n");
        await session.ExecuteAsync("delete from jim.change where xid = pg_current_xact_id()");
        await session.ExecuteAsync("update children set friend = case when id = 100 then 101 end");
        Assert.Equal(40, await session.ScalarAsync<long>(
            "select count(*) from jim.change where xid = pg_current_xact_id() and scope_old = array[7, key[1]::bigint, null, null]"));
        Assert.Equal("{7,100,NULL,101}", await session.ScalarAsync<string>(
            "select string_agg(scope_new::text, ' ') from jim.change where xid = pg_current_xact_id()"));
        await session.ExecuteAsync("delete from jim.change where xid = pg_current_xact_id()");
        await session.ExecuteAsync("set local session_replication_role = replica");
        await session.ExecuteAsync("insert into children values (5, 'a', 6)");
        await session.ExecuteAsync("update children set friend = 7 where id = 5");
        await session.ExecuteAsync("insert into parted_one values (8, 3, '')");
        Assert.Equal(
            await TextsAsync(session, "", $"7 5 {A} 6", $"7 5 {A} 6", $"7 5 {A} 7", "", "3 8 3"), await LogAsync(session));
    }

    [Fact]
    public async Task A_new_foreign_key_is_told_from_the_next_tracking_on_and_other_tables_tell_nothing()
    {
        await using var session = await fixture.BeginAsync();
        await session.ExecuteAsync("insert into named values ('s', 'n')");
        await session.ExecuteAsync("create table visits (id int primary key, of text)");
        await session.ExecuteAsync("select jim.track('visits')");
        await session.ExecuteAsync("insert into parents values ('a')");
        await session.ExecuteAsync("insert into visits values (1, 'a')");
        await session.ExecuteAsync("alter table visits add foreign key (of) references parents");
        await session.ExecuteAsync("insert into visits values (2, 'a')");
        Assert.True(await session.ScalarAsync<bool>("select jim.track('visits')"));
        Assert.False(await session.ScalarAsync<bool>("select jim.track('visits')"));
        await session.ExecuteAsync("insert into visits values (3, 'a')");
        Assert.Equal(
            await TextsAsync(session, "", "", "", $"1 {A}", "", "1 1", "", "1 2", "", $"3 3 {A}"), await LogAsync(session));
    }

    /// <summary>Both scopes of each entry, with a bar between them, in the order of the log.</summary>
    private static Task<string> LogAsync(SqlSession session) => session.ScalarAsync<string>("""
        select string_agg(
          concat(array_to_string(scope_old, ' ', '-'), '|', array_to_string(scope_new, ' ', '-')), E'\n' order by seq)
        from jim.change where xid = pg_current_xact_id()
        """);

    /// <summary>Pairs of texts, in which SQL in parentheses stands for its value.</summary>
    private static async Task<string> TextsAsync(SqlSession session, params string[] scopes)
    {
        var (a, b) = (await session.ScalarAsync<long>($"select {A}"), await session.ScalarAsync<long>($"select {B}"));
        var texts = scopes.Select(s => s.Replace(A, $"{a}", StringComparison.Ordinal).Replace(B, $"{b}", StringComparison.Ordinal));
        return string.Join('\n', texts.Chunk(2).Select(pair => $"{pair[0]}|{pair[1]}"));
    }
}
