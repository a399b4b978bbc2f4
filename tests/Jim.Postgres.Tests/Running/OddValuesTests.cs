using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>
/// Values that one row may hold and the type of its field has no place for: they cost their own place, never the page or the other rows.
/// </summary>
public sealed class OddValuesTests(OddValuesTests.Tables tables) : IClassFixture<OddValuesTests.Tables>
{
    [Theory]
    [InlineData("needed", 1, "[1,null]", "")]
    [InlineData("needed", 2, "[null,null]", "rows.nodes.1.needed.0 rows.nodes.1.needed.1")]
    [InlineData("needed", 3, "[]", "")]
    [InlineData("optional", 1, "null", "")]
    [InlineData("optional", 2, "[null]", "rows.nodes.1.optional.0")]
    [InlineData("optional", 3, "[7]", "")]
    [InlineData("moods", 2, "[null,null]", "rows.nodes.1.moods.0 rows.nodes.1.moods.1")]
    [InlineData("moods", 3, "[\"SAD\"]", "")]
    [InlineData("networks", 2, "[null]", "rows.nodes.1.networks.0")]
    public async Task An_array_of_arrays_in_a_list_of_single_values(string field, int id, string json, string paths)
    {
        var answer = await tables.Host.RunAsync($"{{ rows: odds(order: [{{ id: ASC }}]) {{ nodes {{ id {field} }} }} }}");
        var nodes = answer.Data.GetProperty("rows").GetProperty("nodes");
        Assert.Equal([1, 2, 3], nodes.EnumerateArray().Select(n => n.GetProperty("id").GetInt32()));
        Assert.Equal(json, nodes[id - 1].GetProperty(field).GetRawText());
        Assert.All(answer.Errors, e => Assert.Equal("EXEC_INVALID_LEAF_VALUE", e.Code));
        if (id == 2)
        {
            Assert.Equal(paths, string.Join(' ', answer.Errors.Select(e => string.Join('.', e.Path))));
        }
    }

    [Fact]
    public async Task Of_many_items_without_a_form_a_few_are_told()
    {
        var answer = await tables.Host.RunAsync("{ odds(where: { id: { eq: 3 } }) { nodes { many } } }");
        var many = Assert.Single(answer.Data.GetProperty("odds").GetProperty("nodes").EnumerateArray()).GetProperty("many");
        Assert.Equal(1000, many.GetArrayLength());
        Assert.Equal(20, answer.Errors.Count);
    }

    [Theory]
    [InlineData("any: false", "1 3")]
    [InlineData("any: true", "2")]
    [InlineData("isNull: true", "1")]
    [InlineData("isNull: false", "2 3")]
    [InlineData("isNull: false, any: false", "3")]
    public async Task Null_and_empty_arrays(string filter, string ids) =>
        Assert.Equal(ids, await FindAsync($"tags: {{ {filter} }}"));

    /// <summary>Each row but the first holds what json keeps and jsonb refuses; every filter still compares the other rows and
    /// parts.</summary>
    [Theory]
    [InlineData("hasKey: \"a\"", "1 2 5")]
    [InlineData("hasKeys: [\"a\", \"b\"]", "2 5")]
    [InlineData("contains: { b: 2 }", "2 5")]
    [InlineData("containedBy: { a: 1 }", "1")]
    [InlineData("isNull: false", "1 2 3 4 5 6")]
    [InlineData("isNull: true", "")]
    [InlineData("path: [{ path: \"a\", eq: 1 }]", "1")]
    [InlineData("path: [{ path: \"a\", eq: \"x\\uFFFDy\" }]", "2")]
    [InlineData("path: [{ path: \"a\", eq: \"1e99999 \\\\u0000\" }]", "5")]
    [InlineData("path: [{ path: \"0\", isNull: true }, { path: \"1\", eq: 3 }]", "4")]
    [InlineData("path: [{ path: \"a.b\", eq: 4 }]", "")]
    [InlineData("path: [{ path: \"\\\"a.b\\\"\", eq: 4 }]", "6")]
    [InlineData("path: [{ path: \"['a.b']\", gte: 4 }]", "6")]
    public async Task A_stored_json_that_jsonb_refuses(string filter, string ids) =>
        Assert.Equal(ids, await FindAsync($"doc: {{ {filter} }}", "jsons"));

    [Fact]
    public async Task A_member_whose_name_holds_a_dot_is_read_by_its_path()
    {
        var answer = await tables.Host.RunAsync("{ jsonById(id: 6) { a: doc(path: \"\\\"a.b\\\"\") b: doc(path: \"[\\\"a.b\\\"]\") } }");
        Assert.Equal("{\"a\":4,\"b\":4}", answer.Data.GetProperty("jsonById").GetRawText());
    }

    [Theory]
    [InlineData("{ neverFilleds { totalCount } }", "JIM_NOT_READY")]
    [InlineData("{ odds(where: { words: { eq: \"a '\" } }) { totalCount } }", "JIM_INVALID_VALUE")]
    public async Task What_Postgres_refuses_has_a_code(string query, string code)
    {
        var refused = await Assert.ThrowsAsync<StatementFailedException>(() => tables.Host.RunAsync(query));
        Assert.Equal(code, refused.Errors[0].Code);
    }

    private async Task<string> FindAsync(string where, string field = "odds")
    {
        var answer = await tables.Host.RunAsync($"{{ {field}(where: {{ {where} }}, order: [{{ id: ASC }}]) {{ nodes {{ id }} }} }}");
        Assert.Empty(answer.Errors);
        return string.Join(' ', answer.Data.GetProperty(field).GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id")));
    }

    public sealed class Tables : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(
            ["public"],
            """
            create type mood as enum ('sad', 'happy');
            create table odd (id int primary key, needed int[] not null, optional int[], moods mood[], networks inet[], tags text[],
              many float8[], words tsvector);
            insert into odd values
              (1, '{1,null}', null, null, null, null, null, null),
              (2, '{{1,2},{3,4}}', '{{{1}}}', '{{sad},{happy}}', '{{10.0.0.1}}', '{a}', null, null),
              (3, '{}', '{7}', '{sad}', '{}', '{}', array_fill('nan'::float8, array[1000]), 'a');
            create table json (id int primary key, doc json);
            insert into json values
              (1, '{"a": 1}'), (2, '{"a": "x\u0000y", "b": 2}'), (3, '"\ud800"'), (4, '[1e1000000, 3]'),
              (5, '{"a": "1e99999 \\u0000", "b": 2, "c": "\ud83d\ude00\u0000"}'), (6, '{"a.b": 4, "\u0000": 1}');
            create materialized view never_filled as select id from odd with no data;
            grant select on odd, json, never_filled to jim_admin
            """);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
