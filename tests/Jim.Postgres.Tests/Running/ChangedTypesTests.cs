using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running.Mutations;

namespace Jim.Postgres.Tests.Running;

/// <summary>
/// The structure of a table changes under plans that were made before and statements that are prepared: no plan reads bytes as a type that
/// they are not of, and no mutation is committed whose answer could not be read.
/// </summary>
public sealed class ChangedTypesTests : IAsyncDisposable
{
    private const string Tables = """
        create type mood as enum ('sad', 'happy');
        create type feeling as enum ('sad', 'happy');
        create type address as (street text, city text);
        create domain score as int;
        create domain label as text;
        create table parents (id int primary key, v int);
        create table t (id int primary key, parent_id int references parents, w int, version bigint not null default 1);
        create table children (id int primary key, t_id int references t, w int);
        create table inbox (id int primary key, w int);
        insert into parents values (1, 7);
        insert into t values (1, 1, 1);
        insert into children values (1, 1, 1);
        grant select, insert, update, delete on parents, t, children to jim_admin;
        grant insert on inbox to jim_admin;
        grant select (w) on inbox to jim_admin;
        """;

    private static readonly (string Type, string Value, string Change)[] Changes =
    [
        ("int", "1", "numeric(10,2)"),
        ("int", "1", "bigint"),
        ("int", "1", "smallint"),
        ("int", "1", "float8"),
        ("int", "1", "text"),
        ("int", "1", "score"),
        ("int", "1", "int[] using array[w]"),
        ("int", "1", "boolean using w = 1"),
        ("int", "1", "date using date '2026-01-01' + w"),
        ("bigint", "1", "timestamptz using to_timestamp(w)"),
        ("float4", "1.5", "float8"),
        ("numeric", "1.5", "int"),
        ("score", "1", "int"),
        ("score", "1", "label using w::text"),
        ("label", "x", "text"),
        ("text", "x", "varchar(10)"),
        ("text", "{}", "jsonb using w::jsonb"),
        ("text", "sad", "mood using w::mood"),
        ("json", "{}", "jsonb"),
        ("jsonb", "{}", "json"),
        ("mood", "sad", "text"),
        ("mood", "sad", "feeling using w::text::feeling"),
        ("mood[]", "{sad}", "text[]"),
        ("int[]", "{1}", "bigint[]"),
        ("int[]", "{1}", "text"),
        ("date", "2026-01-01", "timestamp"),
        ("date", "2026-01-01", "timestamptz"),
        ("timestamp", "2026-01-01 10:00", "timestamptz"),
        ("timestamptz", "2026-01-01 10:00Z", "date"),
        ("time", "10:00", "interval"),
        ("interval", "1 hour", "time"),
        ("uuid", "0191d2a0-0000-7000-8000-0000000000ff", "text"),
        ("bytea", "\\x61", "text using encode(w, 'escape')"),
        ("inet", "10.0.0.1", "text"),
        ("inet[]", "{10.0.0.1}", "text[]"),
        ("money", "12.50", "numeric"),
        ("address", "(a,b)", "text"),
        ("int4range", "[1,3)", "int4multirange using int4multirange(w)"),
        ("tsvector", "a b", "text"),
    ];

    private QueryHost? _host;

    private QueryHost Host => _host!;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A pair of tables for each change, in one database.</summary>
    [Fact]
    public async Task A_column_of_another_type()
    {
        var tables = Changes.Select((c, i) => $"""
            create table a{i} (id int primary key, w {c.Type});
            create table b{i} (id int primary key, a_id int references a{i}, w {c.Type});
            insert into a{i} values (1, '{c.Value}');
            insert into b{i} values (1, 1, '{c.Value}');
            """);
        await StartAsync(Tables, string.Concat(tables), "grant select on all tables in schema public to jim_admin");
        var queries = Changes.Select((_, i) => Queries(i)).ToList();
        foreach (var query in queries.SelectMany(q => q))
        {
            await WarmAsync(query);
        }

        await Host.Database.ExecuteAsync(string.Concat(
            Changes.Select((c, i) => $"alter table a{i} alter w type {c.Change}; alter table b{i} alter w type {c.Change};")));
        var wrong = new List<string>();
        foreach (var (change, query) in queries.SelectMany((all, i) => all.Select(q => (Changes[i], q))))
        {
            try
            {
                wrong.Add($"{change} {query}: {(await Host.RunAsync(query)).Data}");
            }
            catch (GraphQLException refused) when (refused.Errors is [{ Code: "JIM_SCHEMA_CHANGED" }])
            {
                // As it should be.
            }
        }

        Assert.Empty(wrong);

        static string[] Queries(int i) =>
        [
            $"{{ a{i}s {{ nodes {{ w }} }} }}",
            $"{{ a{i}s {{ edges {{ cursor node {{ id w }} }} }} }}",
            $"{{ a{i}ById(id: 1) {{ id w }} }}",
            $"{{ a{i}ById(id: 1) {{ b{i}s {{ nodes {{ w }} }} }} }}",
            $"{{ b{i}s {{ nodes {{ a {{ w }} }} }} }}",
        ];
    }

    [Theory]
    [InlineData("{ ts(order: [{ w: ASC }]) { pageInfo { endCursor } } }", "bigint")]
    [InlineData("{ ts(order: [{ w: ASC }]) { edges { cursor } } }", "date using date '2026-01-01' + w")]
    [InlineData("{ ts(where: { w: { eq: 1 } }) { nodes { id } } }", "text")]
    [InlineData("{ ts(where: { w: { eq: 1 } }) { totalCount } }", "boolean using w = 1")]
    [InlineData("{ ts(where: { w: { in: [1] } }) { totalCount } }", "mood using 'sad'")]
    public async Task A_column_of_another_type_that_is_filtered_or_ordered_by(string query, string change)
    {
        await StartAsync(Tables);
        await WarmAsync(query);
        await Host.Database.ExecuteAsync($"alter table t alter w type {change}");
        await AssertOutdatedAsync(query);
    }

    [Theory]
    [InlineData("alter table t drop w")]
    [InlineData("alter table t rename w to x")]
    [InlineData("drop table t cascade")]
    [InlineData("alter table t rename to u")]
    [InlineData("create schema aside; alter table t set schema aside")]
    public async Task A_name_that_is_gone(string change)
    {
        const string Query = "{ ts { nodes { w } } }";
        await StartAsync(Tables);
        await WarmAsync(Query);
        await Host.Database.ExecuteAsync(change);
        await AssertOutdatedAsync(Query);
    }

    [Theory]
    [InlineData("alter type mood rename value 'sad' to 'blue'")]
    [InlineData("alter type mood add value 'calm'; update t set w = 'calm'")]
    public async Task A_label_that_the_plan_does_not_know(string change)
    {
        const string Query = "{ ts { nodes { w } } }";
        await StartAsync(Tables, "alter table t drop w; alter table t add w mood; update t set w = 'sad'");
        await WarmAsync(Query);
        foreach (var statement in change.Split("; "))
        {
            await Host.Database.ExecuteAsync(statement);
        }

        await AssertOutdatedAsync(Query);
    }

    /// <summary>Their text is right whatever their attributes are, and the type keeps its OID.</summary>
    [Fact]
    public async Task A_composite_with_other_attributes_is_told_as_it_is()
    {
        const string Query = "{ ts { nodes { w } } }";
        await StartAsync(Tables, "alter table t drop w; alter table t add w address; update t set w = ('a', 'b')");
        await WarmAsync(Query);
        await Host.Database.ExecuteAsync("alter type address add attribute zip int cascade");
        var answer = await Host.RunAsync(Query);
        Assert.Equal("(a,b,)", answer.Data.GetProperty("ts").GetProperty("nodes")[0].GetProperty("w").GetString());
    }

    /// <summary>What Postgres refuses because a grant was taken away is no change of structure.</summary>
    [Theory]
    [InlineData("revoke select on t from jim_admin")]
    [InlineData("revoke select on t from jim_admin; grant select (id, parent_id) on t to jim_admin")]
    public async Task A_right_that_was_taken_away(string change)
    {
        const string Query = "{ ts { nodes { w } } }";
        await StartAsync(Tables);
        await WarmAsync(Query);
        await Host.Database.ExecuteAsync(change);
        var refused = await Assert.ThrowsAnyAsync<GraphQLException>(() => Host.RunAsync(Query));
        Assert.Equal("AUTH_NOT_AUTHORIZED", refused.Errors[0].Code);
    }

    [Theory]
    [InlineData("updateT(input: { id: 1, w: 1 }) { t { id } }", "alter table t alter w type numeric(10,2)")]
    [InlineData("updateT(input: { id: 1, w: 1 }) { t { w } }", "alter table t alter w type text")]
    [InlineData("updateT(input: { id: 1, w: 1 }) { t { id version } }", "alter table t alter version type int")]
    [InlineData("updateT(input: { id: 1, w: 1, ifVersion: 1 }) { t { id } }", "alter table t alter version type numeric")]
    [InlineData("updateT(input: { id: 1, w: 1 }) { t { parent { v } } }", "alter table parents alter v type bigint")]
    [InlineData("updateT(input: { id: 1, w: 1 }) { t { children { nodes { w } } } }", "alter table children alter w type float8")]
    [InlineData("createT(input: { id: 2, w: 1 }) { t { id } }", "alter table t alter w type numeric")]
    [InlineData("createT(input: { id: 2 }) { t { w } }", "alter table t alter w type numeric")]
    [InlineData("createT(input: { id: 2, w: 1 }) { t { id } }", "alter table t drop w")]
    [InlineData("createT(input: { id: 2, w: 1 }) { errors { __typename } }", "alter table t alter w type bigint")]
    [InlineData("deleteT(input: { id: 3 }) { t { w } }", "alter table t alter w type bigint")]
    [InlineData("deleteT(input: { id: 3 }) { t { parent { v } } }", "alter table parents alter v type bigint")]
    [InlineData("createInbox(input: { id: 2, w: 1 }) { errors { __typename } }", "alter table inbox alter w type numeric")]
    public async Task A_mutation_on_another_structure_writes_nothing(string mutation, string change)
    {
        await StartAsync(Tables);
        await Host.Database.ExecuteAsync("insert into t values (3, 1, 3)");
        for (var i = 0; i < 3; i++)
        {
            var warm = await RunMutationAsync(mutation);
            Assert.True(warm.Committed, string.Join(' ', warm.Value.Errors));
            await Host.Database.ExecuteAsync(
                "delete from t where id = 2; delete from inbox; insert into t values (3, 1, 3) on conflict do nothing");
        }

        await Host.Database.ExecuteAsync($"update t set w = 9; {change}");
        var result = await RunMutationAsync(mutation);
        Assert.Equal((false, "JIM_SCHEMA_CHANGED"), (result.Committed, result.Value.Errors.Single().Code));
        Assert.Equal(0, await Host.Database.ScalarAsync<long>("select count(*) from inbox"));
        Assert.Equal("1,3", await Host.Database.ScalarAsync<string>("select string_agg(id::text, ',' order by id) from t"));
        if (!change.Contains("drop", StringComparison.Ordinal))
        {
            Assert.Equal(0, await Host.Database.ScalarAsync<long>("select count(*) from t where w::text not like '9%'"));
        }
    }

    private async Task<MutationResult> RunMutationAsync(string mutation)
    {
        var (operation, variables) = Host.Read($"mutation {{ {mutation} }}");
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, field, variables);
        return await new MutationRunner(Host.Pools)
            .RunAsync(plan, variables, QueryHost.Admin, MutationContext.Default, CancellationToken.None);
    }

    /// <summary>Often enough that each connection has the statement prepared.</summary>
    private async Task WarmAsync(string query)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty((await Host.RunAsync(query)).Errors);
        }
    }

    private async Task AssertOutdatedAsync(string query)
    {
        var refused = await Assert.ThrowsAnyAsync<GraphQLException>(() => Host.RunAsync(query));
        Assert.Equal("JIM_SCHEMA_CHANGED", refused.Errors[0].Code);
    }

    private async Task StartAsync(params string[] sql) => _host = await QueryHost.CreateAsync(["public"], sql);
}
