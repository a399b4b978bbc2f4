using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a table whose column <c>w</c> the tests alter.</summary>
public sealed class AlteredTableWorld : EmbeddedWorld
{
    /// <summary>Without the cache, which may answer as the table was until the next look at the schema, at most 2 s.</summary>
    public AlteredTableWorld() => Environment["JIM_CACHE"] = "off";

    /// <summary>A table of a test's own, once it is served.</summary>
    /// <param name="type">The type of the column <c>w</c>.</param>
    /// <param name="value">Its value in the one row, as SQL.</param>
    /// <param name="tracked">Live queries follow it from the start: it is tracked in the transaction that creates it.</param>
    public async Task<string> CreateTableAsync(string type, string value, bool tracked = false)
    {
        var table = $"cell{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"""
            create table {table} (id int primary key, w {type}, note text not null default 'there');
            grant select, insert, update on {table} to jim_user;
            insert into {table} values (1, {value});
            {(tracked ? $"select jim.track('{table}');" : string.Empty)}
            """);
        var client = await As("alice");
        await Eventually.Holds(async () =>
            (await client.AskAsync($"{{ {table}s {{ nodes {{ w }} }} }}"))["errors"] is null);
        return table;
    }
}

/// <summary>
/// Each request comes right after its table was altered, when the gateway's schema is still the old one: it is answered as the new
/// structure says, over every way that an answer takes.
/// </summary>
public sealed class AlteredTableTests(AlteredTableWorld world) : IClassFixture<AlteredTableWorld>
{
    [Fact]
    public async Task A_query_tells_the_values_of_the_new_type()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        foreach (var (type, told) in new[]
        {
            ("numeric(10,2)", "1.00"), ("text", "\"1.00\""), ("float8 using w::float8", "1"), ("int", "1"),
            ("boolean using w = 1", "true"), ("int using w::int", "1"), ("date using date '2026-01-01' + w", "\"2026-01-02\""),
            ("timestamptz using w::timestamp at time zone 'UTC'", "\"2026-01-02T00:00:00Z\""),
            ("jsonb using jsonb_build_object('a', 1)", "{\"a\": 1}"), ("text[] using array['x']", "[\"x\"]"),
        })
        {
            await world.Database.ExecuteAsync($"alter table {table} alter w type {type}");
            await AssertValueAsync(alice, table, told);
            AssertTold($"\"w\":{told}", await AskTextAsync(alice, $"{{ {table}ById(id: 1) {{ w }} me {{ subject }} }}"));
        }
    }

    [Fact]
    public async Task A_name_that_is_gone_is_told_by_validation()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        await world.Database.ExecuteAsync($"alter table {table} rename w to x");
        using var renamed = await alice.PostAsync($"{{ {table}s {{ nodes {{ w }} }} }}");
        AssertTold("The field `w` does not exist", await renamed.Content.ReadAsStringAsync());
        AssertTold("\"x\":1", await AskTextAsync(alice, $"{{ {table}s {{ nodes {{ x }} }} }}"));
        await world.Database.ExecuteAsync($"drop table {table}");
        using var dropped = await alice.PostAsync($"{{ {table}ById(id: 1) {{ x }} }}");
        AssertTold("does not exist", await dropped.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Labels_of_an_enum_and_columns_that_may_be_null_now()
    {
        await world.Database.ExecuteAsync("create type shade as enum ('dark', 'light')");
        var (table, alice) = (await world.CreateTableAsync("shade", "'dark'"), await world.As("alice"));
        await world.Database.ExecuteAsync($"alter type shade rename value 'dark' to 'black'");
        await AssertValueAsync(alice, table, "\"BLACK\"");
        await world.Database.ExecuteAsync("alter type shade add value 'grey'");
        await world.Database.ExecuteAsync($"update {table} set w = 'grey'");
        await AssertValueAsync(alice, table, "\"GREY\"");

        await world.Database.ExecuteAsync("alter type shade rename value 'grey' to 'gray'");
        var filtered = await AskTextAsync(alice, $"{{ {table}s(where: {{ w: {{ eq: GREY }} }}) {{ totalCount }} }}");
        AssertTold("errors", filtered);
        Assert.DoesNotContain("JIM_INVALID_VALUE", filtered, StringComparison.Ordinal);

        await world.Database.ExecuteAsync($"alter table {table} alter note drop not null; update {table} set note = null");
        AssertTold("\"note\":null", await AskTextAsync(alice, $"{{ {table}s {{ nodes {{ note }} }} }}"));
    }

    [Fact]
    public async Task A_mutation_writes_on_the_new_structure_or_not_at_all()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        var type = char.ToUpperInvariant(table[0]) + table[1..];
        var update = $"mutation {{ update{type}(input: {{ id: 1, w: 5 }}) {{ {table} {{ w }} }} }}";
        AssertTold("\"w\":5}", await AskTextAsync(alice, update));
        await world.Database.ExecuteAsync($"alter table {table} alter w type numeric(10,2)");
        AssertTold("\"w\":5.00}", await AskTextAsync(alice, update));

        await world.Database.ExecuteAsync($"alter table {table} alter w type text");
        using var refused = await alice.PostAsync(update);
        AssertTold("errors", await refused.Content.ReadAsStringAsync());
        Assert.Equal("5.00", await world.Database.ScalarAsync<string>($"select w from {table}"));
    }

    [Fact]
    public async Task An_operation_whose_first_field_is_committed_is_not_run_again()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        var other = await world.CreateTableAsync("int", "1");
        var (type, otherType) = (char.ToUpperInvariant(table[0]) + table[1..], char.ToUpperInvariant(other[0]) + other[1..]);
        await world.Database.ExecuteAsync($"alter table {other} alter w type text");
        var answer = await alice.AskAsync(
            $"mutation {{ a: create{type}(input: {{ id: 2, w: 5 }}) {{ {table} {{ w }} }} "
                + $"b: update{otherType}(input: {{ id: 1, w: 5 }}) {{ {other} {{ w }} }} }}");
        AssertTold("JIM_SCHEMA_CHANGED", answer.ToJsonString());
        Assert.Equal(5, await world.Database.ScalarAsync<int>($"select w from {table} where id = 2"));
        Assert.Equal("1", await world.Database.ScalarAsync<string>($"select w from {other}"));
    }

    [Fact]
    public async Task The_parts_of_an_answer()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        foreach (var (type, told) in new[] { ("numeric(10,2)", "1.00"), ("text", "\"1.00\"") })
        {
            await world.Database.ExecuteAsync($"alter table {table} alter w type {type}");
            var body = new JsonObject { ["query"] = $"{{ {table}s {{ nodes {{ id }} ... @defer {{ nodes {{ w }} totalCount }} }} }}" };
            await using var results = await ResultStream.AskAsync(alice, body.ToJsonString());
            var all = string.Concat((await results.RestAsync()).Select(r => r.ToJsonString()));
            AssertTold($"\"w\":{told}", all);
            Assert.DoesNotContain("errors", all, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_live_query()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1", tracked: true), await world.As("alice"));
        await using var live = await EventStream.SubscribeAsync(alice, $"subscription {{ {table}s {{ nodes {{ w }} }} }}");
        AssertTold("\"w\":1}", (await live.NextAsync())!.ToJsonString());
        foreach (var (type, set, told) in new[] { ("numeric(10,2)", "2.5", "2.50"), ("text", "'x'", "\"x\""), ("int using 7", "8", "8") })
        {
            await world.Database.ExecuteAsync($"begin; alter table {table} alter w type {type}; update {table} set w = {set}; commit");
            AssertTold($"\"w\":{told}}}", (await live.NextAsync())!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_queued_mutation()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1"), await world.As("alice"));
        var type = char.ToUpperInvariant(table[0]) + table[1..];
        await world.Database.ExecuteAsync($"alter table {table} alter w type numeric(10,2)");
        using var queued = await alice.PostAsync(
            $"mutation @queued {{ update{type}(input: {{ id: 1, w: 6 }}) {{ {table} {{ w }} }} }}");
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        await Eventually.Holds(async () => await world.Database.ScalarAsync<decimal>($"select w from {table}") == 6);
    }

    /// <summary>A page after a cursor of the old type is right, or the cursor is refused.</summary>
    [Theory]
    [InlineData("int", "generate_series(1, 3)", "numeric(10,2)")]
    [InlineData("int", "generate_series(1, 3)", "bigint")]
    [InlineData("int", "generate_series(1, 3)", "text")]
    [InlineData("int", "generate_series(1, 3)", "date using date '2026-01-01' + w")]
    [InlineData("date", "date '2026-01-01' + generate_series(1, 3)", "int using w - date '2025-12-31'")]
    [InlineData("timestamptz", "now() + generate_series(1, 3) * interval '1 day'", "timestamp")]
    [InlineData("text", "generate_series(1, 3)::text", "int using w::int")]
    [InlineData("text", "generate_series(1, 3)::text", "text collate \"C\"")]
    [InlineData("varchar(9)", "generate_series(1, 3)::text", "varchar(20)")]
    [InlineData("bigint", "generate_series(1, 3)", "timestamptz using timestamptz 'epoch' + w * interval '1 day'")]
    public async Task A_page_after_a_cursor_that_was_given_out_before(string type, string values, string altered)
    {
        var (table, alice) = (await world.CreateTableAsync(type, "null"), await world.As("alice"));
        await world.Database.ExecuteAsync($"insert into {table} select row_number() over () + 1, v from (select {values}) x (v)");
        foreach (var order in new[] { "order: [{ w: ASC }]", "order: [{ w: DESC }]" })
        {
            var page = await alice.DataAsync($"{{ {table}s(first: 2, {order}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}");
            var cursor = (string)page[$"{table}s"]!["pageInfo"]!["endCursor"]!;
            await world.Database.ExecuteAsync($"alter table {table} alter w type {altered}");
            var next = await alice.AskAsync(
                $"query ($after: String) {{ {table}s(after: $after, {order}) {{ nodes {{ id }} }} }}", new { after = cursor });
            if ((string?)next["errors"]?[0]?["extensions"]?["code"] != "HC0078")
            {
                Assert.Null(next["errors"]);
                var seen = page[$"{table}s"]!["nodes"]!.AsArray().Concat(next["data"]![$"{table}s"]!["nodes"]!.AsArray());
                Assert.Equal([1, 2, 3, 4], seen.Select(node => (int)node!["id"]!).Order());
            }

            await world.Database.ExecuteAsync($"drop table {table}");
            table = await world.CreateTableAsync(type, "null");
            await world.Database.ExecuteAsync($"insert into {table} select row_number() over () + 1, v from (select {values}) x (v)");
        }
    }

    [Fact]
    public async Task A_cursor_with_a_label_that_was_renamed_or_a_null_that_cannot_be_is_refused()
    {
        await world.Database.ExecuteAsync("create type hue as enum ('red', 'blue')");
        var (table, alice) = (await world.CreateTableAsync("hue", "'red'"), await world.As("alice"));
        await world.Database.ExecuteAsync($"insert into {table} values (2, 'blue'), (3, null)");
        async Task<string> CursorAsync(int first)
        {
            var page = await alice.DataAsync($"{{ {table}s(first: {first}, order: [{{ w: ASC }}]) {{ pageInfo {{ endCursor }} }} }}");
            return (string)page[$"{table}s"]!["pageInfo"]!["endCursor"]!;
        }

        var (label, none) = (await CursorAsync(1), await CursorAsync(3));
        await world.Database.ExecuteAsync(
            $"alter type hue rename value 'red' to 'rose'; delete from {table} where w is null; alter table {table} alter w set not null");
        await AssertValueAsync(alice, table, "\"BLUE\"");
        foreach (var cursor in new[] { label, none })
        {
            var refused = await alice.AskAsync(
                $"query ($after: String) {{ {table}s(after: $after, order: [{{ w: ASC }}]) {{ nodes {{ id }} }} }}",
                new { after = cursor });
            AssertTold("HC0078", refused.ToJsonString());
        }
    }

    /// <summary>A stored json keeps its line breaks, at which events and JSON lines would end.</summary>
    [Theory]
    [InlineData("text/event-stream", "data: {\"data\"")]
    [InlineData("application/jsonl", "{\"data\"")]
    public async Task A_stored_json_with_line_breaks_is_one_line(string accept, string begin)
    {
        var table = await world.CreateTableAsync("json", "E'{\n  \"a\": [1,\r\n\t2]\n}'");
        using var answer = await (await world.As("alice")).SendAsync(
            HttpMethod.Post, "/graphql",
            JimClient.Text(new JsonObject { ["query"] = $"{{ {table}s {{ nodes {{ w }} }} }}" }.ToJsonString(), "application/json"),
            r => r.Headers.Accept.ParseAdd(accept));
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        AssertTold("\"w\":{\"a\":[1,2]}}", lines.Single(line => line.StartsWith(begin, StringComparison.Ordinal)));
    }

    private static async Task AssertValueAsync(JimClient client, string table, string told) =>
        AssertTold($"\"w\":{told}}}", await AskTextAsync(client, $"{{ {table}s {{ nodes {{ w }} }} }}"));

    /// <summary>Fails with the whole answer.</summary>
    private static void AssertTold(string part, string answer) =>
        Assert.True(answer.Contains(part, StringComparison.Ordinal), $"{part} is not in {answer}");

    private static async Task<string> AskTextAsync(JimClient client, string query)
    {
        using var answer = await client.PostAsync(query);
        return await answer.Content.ReadAsStringAsync();
    }
}
