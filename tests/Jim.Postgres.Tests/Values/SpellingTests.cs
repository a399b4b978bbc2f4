using Jim.Postgres.Running;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Values;

/// <summary>A value is found by every spelling that its type reads, because filters compare in the type.</summary>
public sealed class SpellingTests(SpellingTests.Database database) : IClassFixture<SpellingTests.Database>
{
    [Theory]
    [InlineData("address", "10.0.0.1/32")]
    [InlineData("address", "10.0.0.1")]
    [InlineData("net", "10.1/16")]
    [InlineData("mac", "08002B010203")]
    [InlineData("whole", "[1,10]")]
    [InlineData("whole", "(0, 11)")]
    [InlineData("broken", "[1, 2.0]")]
    [InlineData("several", "{[1,3],[4,6]}")]
    [InlineData("days", "[2026-03-01,2026-03-31]")]
    [InlineData("point", "1.0, 2.50")]
    [InlineData("box", "((0,0),(4,1))")]
    [InlineData("document", "<a  b='1'/>")]
    [InlineData("place", "( Main ,1)")]
    [InlineData("pairs", "b=>2,a=>1")]
    [InlineData("bits", "101")]
    [InlineData("money", "1234.5")]
    [InlineData("clock", "13:05:09.50 +02:00")]
    [InlineData("folded", "ABC")]
    public async Task A_row_is_found_by_another_spelling_of_its_value(string member, string spelling)
    {
        var variables = new JsonObject { ["v"] = spelling, ["other"] = spelling }.ToJsonString();
        var answer = await database.Host.RunAsync(
            $"query ($v: String) {{ eq: spellings(where: {{ {member}: {{ eq: $v }} }}) {{ nodes {{ id }} }} "
                + $"in: spellings(where: {{ {member}: {{ in: [$v, null, $v] }} }}) {{ nodes {{ id }} }} "
                + $"neq: spellings(where: {{ {member}: {{ neq: $v }} }}) {{ nodes {{ id }} }} "
                + $"nin: spellings(where: {{ {member}: {{ nin: [$v] }} }}) {{ nodes {{ id }} }} }}", variables);
        Assert.Empty(answer.Errors);
        Assert.Equal(
            """{"eq":{"nodes":[{"id":1}]},"in":{"nodes":[{"id":1},{"id":2}]},"neq":{"nodes":[{"id":2}]},"nin":{"nodes":[{"id":2}]}}""",
            answer.Data.GetRawText());
    }

    [Theory]
    [InlineData("address", "\"10.0.0\"")]
    [InlineData("whole", "\"[2,1]\"")]
    [InlineData("clock", "\"noon\"")]
    [InlineData("small", "1e300")]
    [InlineData("small", "1e-300")]
    [InlineData("at", "\"294277-01-01T00:00:00Z\"")]
    public async Task What_is_no_value_of_the_type_is_refused_with_a_code(string member, string value)
    {
        var refused = await Assert.ThrowsAsync<StatementFailedException>(
            () => database.Host.RunAsync($"{{ spellings(where: {{ {member}: {{ eq: {value} }} }}) {{ nodes {{ id }} }} }}"));
        Assert.Equal("JIM_INVALID_VALUE", Assert.Single(refused.Errors).Code);
    }

    /// <summary>An index on the column serves the filter, since the column is not cast.</summary>
    [Fact]
    public async Task An_address_is_looked_up_by_its_index()
    {
        var answer = await database.Host.RunAsync("{ spellings(where: { address: { eq: \"10.0.0.1\" } }) { nodes { id } } }");
        Assert.Contains("t1.\"address\" = $1::\"pg_catalog\".\"inet\"", answer.Sql, StringComparison.Ordinal);
    }

    public sealed class Database : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(
            ["public"],
            """
            create extension citext;
            create extension hstore;
            create type place as (street text, number int);
            create table spelling (
              id int primary key, address inet, net cidr, mac macaddr, whole int4range, broken numrange, several int4multirange,
              days daterange, point point, box box, document xml, place place, pairs hstore, bits varbit, money money, clock timetz,
              folded citext, small float4, at timestamptz);
            insert into spelling values (
              1, '10.0.0.1', '10.1.0.0/16', '08:00:2b:01:02:03', '[1,10]', '[1.0,2]', '{[1,6]}', '[2026-03-01,2026-04-01)', '(1,2.5)',
              '(4,1),(0,0)', '<a  b=''1''/>', '(" Main ",1)', 'a=>1, b=>2', '101', '$1,234.50', '13:05:09.5+02', 'abc', 0.5, 'infinity');
            insert into spelling (id) values (2);
            grant select on spelling to jim_admin;
            """);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
