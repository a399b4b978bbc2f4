using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Values;

/// <summary>One value that its scalar cannot tell costs neither its row nor its page.</summary>
public sealed class ValueWithoutFormTests(ValueWithoutFormTests.Database database) : IClassFixture<ValueWithoutFormTests.Database>
{
    [Fact]
    public async Task NaN_of_a_column_that_is_not_null_is_null_with_an_error_of_its_own()
    {
        var answer = await database.Host.RunAsync("{ readings { nodes { id small large } } }");
        Assert.Equal(
            """[{"id":1,"small":null,"large":1.5},{"id":2,"small":2.5,"large":null},{"id":3,"small":-0.5,"large":-0}]""",
            answer.Data.GetProperty("readings").GetProperty("nodes").GetRawText());
        Assert.Equal(
            ["readings.nodes.0.small EXEC_INVALID_LEAF_VALUE", "readings.nodes.1.large EXEC_INVALID_LEAF_VALUE"],
            answer.Errors.Select(e => $"{string.Join('.', e.Path)} {e.Code}"));
    }

    [Fact]
    public async Task NaN_of_an_array_is_null_with_an_error_at_its_place()
    {
        var answer = await database.Host.RunAsync("{ readings(first: 1) { nodes { id many } } }");
        Assert.Equal(
            """[{"id":1,"many":[0.5,null,null,1]}]""", answer.Data.GetProperty("readings").GetProperty("nodes").GetRawText());
        Assert.Equal(
            ["readings.nodes.0.many.1", "readings.nodes.0.many.2"], answer.Errors.Select(e => string.Join('.', e.Path)));
    }

    [Fact]
    public async Task A_long_array_does_not_become_an_error_for_each_item()
    {
        var answer = await database.Host.RunAsync("{ readingById(id: 3) { many } }");
        Assert.Equal(10_000, answer.Data.GetProperty("readingById").GetProperty("many").GetArrayLength());
        Assert.Equal(20, answer.Errors.Count);
    }

    [Fact]
    public async Task Rows_are_paged_by_values_without_a_form()
    {
        var first = await database.Host.RunAsync(
            "{ readings(first: 2, order: [{ large: DESC }]) { nodes { id } pageInfo { endCursor } } }");
        var cursor = first.Data.GetProperty("readings").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var second = await database.Host.RunAsync($"{{ readings(order: [{{ large: DESC }}], after: \"{cursor}\") {{ nodes {{ id }} }} }}");
        Assert.Equal("""[{"id":2},{"id":1}]""", first.Data.GetProperty("readings").GetProperty("nodes").GetRawText());
        Assert.Equal("""[{"id":3}]""", second.Data.GetProperty("readings").GetProperty("nodes").GetRawText());
    }

    [Fact]
    public async Task Every_other_value_is_told_in_Postgres_words()
    {
        var answer = await database.Host.RunAsync("{ extremes { nodes { n ts tz d t } } }");
        Assert.Empty(answer.Errors);
        Assert.Equal(
            """
            [{"n":"NaN","ts":"infinity","tz":"-infinity","d":"infinity","t":"24:00:00"},
            {"n":"-Infinity","ts":"0044-03-15T10:00:00Z BC","tz":"12026-03-01T10:00:00Z","d":"4713-01-01 BC","t":"00:00:00"}]
            """.ReplaceLineEndings(""),
            answer.Data.GetProperty("extremes").GetProperty("nodes").GetRawText());
    }

    public sealed class Database : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(
            ["public"],
            """
            create table reading (id int primary key, small float4 not null, large float8 not null, many float8[] not null);
            insert into reading values (1, 'NaN', 1.5, '{0.5,NaN,-Infinity,1}'), (2, 2.5, 'Infinity', '{}'),
              (3, -0.5, '-0', array_fill('NaN'::float8, array[10000]));
            create table extreme (
              id int primary key, n numeric not null, ts timestamp not null, tz timestamptz not null, d date not null, t time not null);
            insert into extreme values (1, 'NaN', 'infinity', '-infinity', 'infinity', '24:00'),
              (2, '-Infinity', '0044-03-15 10:00 BC', '12026-03-01 10:00+00', '4713-01-01 BC', '0:00');
            grant select on all tables in schema public to jim_admin;
            """);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
