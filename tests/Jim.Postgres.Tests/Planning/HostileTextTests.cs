using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>Text that looks like SQL, LIKE, arrays or JSON is text, in every place where a client can put one.</summary>
public sealed class HostileTextTests(HostileTextTests.Tables tables) : IClassFixture<HostileTextTests.Tables>
{
    private static readonly string[] Texts =
    [
        "'", "\"", "\\", ";", "--", "$1", "${x}", "{\"a\"}", "{a,b}", "%", "_", "\\%", "E'\\''", "/* x */", "'; drop table notes; --",
        "null",
        "\u0001", "\n", "😀", "a'b\"c\\d;e--f$1g", "*/ select 1 /*", ")", "::int", "\u2028", "ÿ",
    ];

    public static TheoryData<string> All => [.. Texts];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_value_is_found_by_what_it_is(string text)
    {
        var variables = JsonSerializer.Serialize(
            new { t = text, list = new[] { text }, json = new Dictionary<string, string> { [text] = text }, path = text });
        var answer = await tables.Host.RunAsync(
            """
            query ($t: String!, $list: [String!], $json: Any) {
              eq: notes(where: { body: { eq: $t } }) { nodes { body } }
              in: notes(where: { body: { in: $list } }) { nodes { body } }
              nin: notes(where: { body: { nin: $list } }) { totalCount }
              contains: notes(where: { body: { contains: $t } }) { nodes { body } }
              starts: notes(where: { body: { startsWith: $t, endsWith: $t } }) { nodes { body } }
              icontains: notes(where: { body: { icontains: $t, ieq: $t } }) { nodes { body } }
              tags: notes(where: { tags: { some: { eq: $t } } }) { nodes { body } }
              search: notes(where: { body: { search: $t } }) { totalCount }
              json: notes(where: { meta: { contains: $json } }) { nodes { body } }
              key: notes(where: { meta: { hasKey: $t, hasKeys: $list } }) { nodes { body } }
              byBody: noteByBody(body: $t) { body tags meta }
            }
            """,
            variables);
        Assert.Empty(answer.Errors);
        foreach (var name in new[] { "eq", "in", "starts", "icontains", "tags", "json", "key" })
        {
            var found = answer.Data.GetProperty(name).GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("body").GetString());
            Assert.Equal([text], found);
        }

        Assert.Contains(
            text, answer.Data.GetProperty("contains").GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("body").GetString()));
        Assert.Equal(Texts.Length - 1, answer.Data.GetProperty("nin").GetProperty("totalCount").GetInt32());
        Assert.Equal(text, answer.Data.GetProperty("byBody").GetProperty("tags")[0].GetString());
        Assert.Equal(text, answer.Data.GetProperty("byBody").GetProperty("meta").GetProperty(text).GetString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_JSON_path_is_steps_of_text(string text)
    {
        var variables = JsonSerializer.Serialize(new { p = text });
        var answer = await tables.Host.RunAsync(
            "query ($p: String!) { notes(where: { meta: { path: [{ path: $p, eq: $p, gte: $p, in: [$p] }] } }) { nodes { meta(path: "
                + "$p) } } }".Replace(
                "eq: $p, gte: $p, in: [$p]", "isNull: false", StringComparison.Ordinal),
            variables);
        Assert.Empty(answer.Errors);
        var found = answer.Data.GetProperty("notes").GetProperty("nodes");
        Assert.Equal(text, Assert.Single(found.EnumerateArray()).GetProperty("meta").GetString());
    }

    [Theory]
    [InlineData("query ($t: String!) { notes(where: { body: { eq: $t } }) { totalCount } }", "\"a\\u0000b\"", "JIM_NUL_CHARACTER")]
    [InlineData("query ($t: String!) { notes(where: { body: { contains: $t } }) { totalCount } }", "\"\\u0000\"", "JIM_NUL_CHARACTER")]
    [InlineData("query ($t: String!) { notes(where: { body: { in: [\"x\", $t] } }) { totalCount } }", "\"\\u0000\"", "JIM_NUL_CHARACTER")]
    [InlineData("query ($t: String!) { notes { nodes { meta(path: $t) } } }", "\"a.\\u0000\"", "JIM_NUL_CHARACTER")]
    [InlineData(
        "query ($t: Any) { notes(where: { meta: { contains: $t } }) { totalCount } }", "{\"a\": [\"\\u0000\"]}", "JIM_NUL_CHARACTER")]
    [InlineData("query ($t: Any) { notes(where: { meta: { contains: $t } }) { totalCount } }", "{\"\\u0000\": 1}", "JIM_NUL_CHARACTER")]
    [InlineData("query ($t: Any) { notes(where: { meta: { contains: $t } }) { totalCount } }", "{\"a\": 1e100000}", "JIM_NUMBER_TOO_LARGE")]
    public async Task What_Postgres_cannot_hold_is_refused_before_SQL(string document, string value, string code)
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => tables.Host.RunAsync(document, $"{{\"t\": {value}}}"));
        Assert.Equal(code, Assert.Single(refused.Errors).Code);
    }

    [Fact]
    public async Task Names_of_tables_and_columns_are_quoted()
    {
        var answer = await tables.Host.RunAsync("{ quotes { nodes { droptable x } } }");
        Assert.Empty(answer.Errors);
        Assert.Contains("\"qu\"\"otes; drop table notes\"", answer.Sql, StringComparison.Ordinal);
    }

    public sealed class Tables : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await QueryHost.CreateAsync(
                ["public"],
                """
                create table notes (id int primary key generated always as identity, body text not null unique,
                  tags text[] not null, meta jsonb not null);
                create table "qu""otes; drop table notes" (id int primary key, "drop""table" text, "x'" text);
                comment on table "qu""otes; drop table notes" is '@name Quote';
                grant select on all tables in schema public to jim_admin
                """);
            foreach (var text in Texts)
            {
                await using var command = Host.Database.DataSource.CreateCommand(
                    "insert into notes (body, tags, meta) values ($1, array[$1], jsonb_build_object($1, $1))");
                command.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = text });
                await command.ExecuteNonQueryAsync();
            }
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
