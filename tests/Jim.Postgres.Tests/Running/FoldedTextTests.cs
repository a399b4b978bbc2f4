namespace Jim.Postgres.Tests.Running;

/// <summary>Filters of columns whose collation takes different texts for equal, where Postgres refuses LIKE before version 18.</summary>
public sealed class FoldedTextTests(FoldedTextTests.Database database) : IClassFixture<FoldedTextTests.Database>
{
    [Theory]
    [InlineData("eq: \"abc\"", "1,2")]
    [InlineData("ieq: \"abc\"", "1,2")]
    [InlineData("in: [\"ABD\"]", "3")]
    [InlineData("contains: \"b\"", "1,3")]
    [InlineData("ncontains: \"b\"", "2,4")]
    [InlineData("icontains: \"B\"", "1,2,3")]
    [InlineData("startsWith: \"A\"", "1,2")]
    [InlineData("nstartsWith: \"A\"", "3,4")]
    [InlineData("istartsWith: \"A\"", "1,2,3")]
    [InlineData("endsWith: \"c\"", "1")]
    [InlineData("nendsWith: \"c\"", "2,3,4")]
    public async Task Every_operator_of_text_is_answered(string filter, string ids)
    {
        Assert.Equal(ids, await FindAsync($"word: {{ {filter} }}"));
    }

    [Theory]
    [InlineData("words: { some: { contains: \"B\" } }", "2")]
    [InlineData("words: { some: { eq: \"ABC\" } }", "1,2")]
    public async Task So_are_those_of_an_array(string filter, string ids) => Assert.Equal(ids, await FindAsync(filter));

    private async Task<string> FindAsync(string filter)
    {
        var answer = await database.Host.RunAsync($"{{ terms(where: {{ {filter} }}, order: [{{ id: ASC }}]) {{ nodes {{ id }} }} }}");
        Assert.Empty(answer.Errors);
        return string.Join(',', answer.Data.GetProperty("terms").GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id")));
    }

    public sealed class Database : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(
            ["public"],
            """
            create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create table terms (id int primary key, word text collate folded, words text[] collate folded);
            insert into terms values (1, 'Abc', '{Abc}'), (2, 'ABC', '{x,ABC}'), (3, 'abd', '{}'), (4, null, null);
            grant select on terms to jim_admin;
            """);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
