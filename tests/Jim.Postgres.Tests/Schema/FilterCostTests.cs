using Jim.GraphQL.Validation;
using Jim.Postgres.Tests.Planning;

namespace Jim.Postgres.Tests.Schema;

/// <summary>What filters of a real schema cost.</summary>
public sealed class FilterCostTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    /// <summary>A few thousand bytes that took every connection for 25 seconds.</summary>
    [Fact]
    public void A_long_search_below_a_page_costs_more_than_anyone_may_spend()
    {
        var words = string.Join(" or ", Enumerable.Range(0, 500).Select(i => $"word{i}"));
        const string Query = "query ($t: String) { documents(first: 90) { nodes { owner { "
            + "documentsByOwner(where: { title: { search: $t } }) { totalCount } } } } }";
        Assert.InRange(Price(Query, $$"""{"t":"{{words}}"}"""), 1_000_000, double.MaxValue);
        Assert.InRange(Price(Query.Replace("$t }", $"\"{words}\" }}", StringComparison.Ordinal), "{}"), 1_000_000, double.MaxValue);
        Assert.InRange(Price(Query, """{"t":"a or b or c"}"""), 10_000, double.MaxValue);
        Assert.InRange(Price(Query, """{"t":"a"}"""), 1, 10_000);
    }

    [Theory]
    [InlineData("eq: \"a\"", 10)]
    [InlineData("in: [\"a\", \"b\"]", 10)]
    [InlineData("startsWith: \"a\"", 20)]
    [InlineData("contains: \"a\"", 20)]
    [InlineData("contains: \"1234567890123456789012345678901234567890\"", 40)]
    [InlineData("search: \"a b c\"", 60)]
    public void An_operator_costs_what_its_directive_says_for_each_piece(string condition, int cost) =>
        Assert.Equal(
            cost,
            Price($"{{ documents(where: {{ title: {{ {condition} }} }}) {{ totalCount }} }}", "{}")
                - Price("{ documents(where: {}) { totalCount } }", "{}"));

    [Fact]
    public void What_holds_for_some_related_row_costs_ten_times_what_it_asks()
    {
        var direct = Price("{ documents(where: { title: { eq: \"a\" } }) { totalCount } }", "{}");
        var related = Price("{ users(where: { documentsByOwner: { some: { title: { eq: \"a\" } } } }) { totalCount } }", "{}");
        Assert.Equal(100, related - direct);
    }

    private double Price(string document, string variables)
    {
        var (operation, values) = host.Host.Read(document, variables);
        return CostAnalyzer.Compute(operation, values).FieldCost;
    }
}
