using Jim.Postgres.Planning;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>Texts to look for are bounded, in documents and in variables, also where a plan for shorter ones is known.</summary>
public sealed class TextLimitTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    [Theory]
    [InlineData("search", "a or b", "a or b c", "JIM_SEARCH_WORDS")]
    [InlineData("search", "a,b;c", "a,b;c.d", "JIM_SEARCH_WORDS")]
    [InlineData("search", "1234567890", "12345678901", "JIM_PATTERN_TOO_LONG")]
    [InlineData("contains", "1234567890", "12345678901", "JIM_PATTERN_TOO_LONG")]
    [InlineData("nendsWith", "1234567890", "12345678901", "JIM_PATTERN_TOO_LONG")]
    [InlineData("icontains", "a b c d e ", "a b c d e f", "JIM_PATTERN_TOO_LONG")]
    public async Task At_the_limit_it_is_taken_and_past_it_refused(string member, string at, string past, string code)
    {
        await using var limited = Limited();
        var literal = "{ countries(where: { name: { " + member + ": \"TEXT\" } }) { totalCount } }";
        Assert.Empty((await limited.RunAsync(literal.Replace("TEXT", at, StringComparison.Ordinal))).Errors);
        Assert.Equal(code, (await limited.RunAsync(literal.Replace("TEXT", past, StringComparison.Ordinal))).Errors[0].Code);

        // The plan of the short text is known when the long one comes.
        var (operation, few) = limited.Read(
            "query ($t: String) { countries(where: { name: { " + member + ": $t } }) { totalCount } }", $$"""{"t":"{{at}}"}""");
        Assert.Empty((await limited.RunAsync(operation, few)).Errors);
        var refused = await limited.RunAsync(operation, QueryHost.Coerce(operation, $$"""{"t":"{{past}}"}"""));
        Assert.Equal(code, refused.Errors[0].Code);
        Assert.Contains("are allowed", refused.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equality_takes_texts_of_any_length()
    {
        await using var limited = Limited();
        var text = new string('a', 5000);
        Assert.Empty((await limited.RunAsync($"{{ countries(where: {{ name: {{ eq: \"{text}\" }} }}) {{ totalCount }} }}")).Errors);
    }

    private QueryHost Limited() => new(
        host.Host.Schema, host.Host.Database.ConnectionString, database: null,
        plans: new PlanOptions { SearchWordsMax = 3, PatternMax = 10 });
}
