using Jim.GraphQL.Validation;

namespace Jim.GraphQL.Tests.Validation;

public sealed class CostAnalyzerTests
{
    private static readonly SchemaView View = Priced();

    [Theory]
    [InlineData("{ one { id } }", "{}", 10, 2)]
    [InlineData("{ page { nodes { id } } }", "{}", 11, 12)]
    [InlineData("{ page(first: 5) { nodes { id owner { id } } } }", "{}", 16, 12)]
    [InlineData("query ($n: Int) { page(first: $n) { nodes { id owner { id } } } }", """{"n":3}""", 14, 8)]
    [InlineData("query ($n: Int) { page(first: $n) { nodes { page(first: $n) { nodes { id } } } } }", """{"n":10}""", 121, 122)]
    [InlineData("{ page(first: 1000000) { nodes { id } } }", "{}", 11, 1000002)]
    public void Lists_count_as_long_as_they_were_asked_for(string query, string variables, double fieldCost, double typeCost)
    {
        var operation = Engine.Open(View, query);
        Assert.Equal(new OperationCost(fieldCost, typeCost), CostAnalyzer.Compute(operation, Engine.Coerce(operation, variables)));
    }

    [Fact]
    public void Too_dear_is_refused_with_HotChocolates_code()
    {
        Assert.Null(CostAnalyzer.Refuse(new OperationCost(10_000, 10_000), 10_000));
        var error = CostAnalyzer.Refuse(new OperationCost(10_001, 1), 10_000)!;
        Assert.Equal(("The maximum allowed field cost was exceeded.", "HC0047"), (error.Message, error.Code));
        Assert.Equal("The maximum allowed type cost was exceeded.", CostAnalyzer.Refuse(new OperationCost(1, 10_001), 10_000)!.Message);
    }

    [Fact]
    public void Fragments_that_unfold_without_end_cost_more_than_anyone_has()
    {
        var fragments = string.Join(' ',
            Enumerable.Range(0, 40).Select(i => $"fragment F{i} on Doc {{ a: owner {{ ...F{i + 1} }} b: owner {{ ...F{i + 1} }} }}"));
        var operation = Engine.Open(View, $"{{ one {{ ...F0 }} }} {fragments} fragment F40 on Doc {{ id }}");
        Assert.Equal(double.PositiveInfinity, CostAnalyzer.Compute(operation, Jim.GraphQL.Inputs.VariableValues.None).FieldCost);
    }

    private static SchemaView Priced() => Engine.View(
        """
        type Query { one: Doc  page(first: Int, last: Int): Docs }
        type Docs { nodes: [Doc!] }
        type Doc { id: ID  owner: Doc  page(first: Int): Docs }
        """,
        schema =>
        {
            schema.Query!.Fields["one"].Cost = 10;
            schema.Query.Fields["page"].Cost = 10;
            schema.Find<ObjectTypeBuilder>("Doc").Fields["page"].Cost = 10;
        });
}
