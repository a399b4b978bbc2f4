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

    /// <summary>A filter is priced by what it asks for, wherever the values stand, and once for each row that it stands below.</summary>
    [Theory]
    [InlineData("{ page(where: {}) { nodes { id } } }", "{}", 21)]
    [InlineData("{ page(where: { title: { eq: \"a\" } }) { nodes { id } } }", "{}", 31)]
    [InlineData("query ($t: String) { page(where: { title: { eq: $t } }) { nodes { id } } }", """{"t":"a b c"}""", 31)]
    [InlineData("query ($t: String) { page(where: { title: { eq: $t } }) { nodes { id } } }", "{}", 31)]
    [InlineData("{ page(where: { title: { search: \"a b c\" } }) { nodes { id } } }", "{}", 81)]
    [InlineData("query ($t: String) { page(where: { title: { search: $t } }) { nodes { id } } }", """{"t":"a b c"}""", 81)]
    [InlineData("query ($w: Filter) { page(where: $w) { nodes { id } } }", """{"w":{"title":{"search":"a b c"}}}""", 81)]
    [InlineData("{ page(where: { or: [{ title: { eq: \"a\" } }, { title: { search: \"b\" } }] }) { nodes { id } } }", "{}", 51)]
    [InlineData(
        "query ($w: [Filter!]) { page(where: { or: $w }) { nodes { id } } }",
        """{"w":[{"title":{"eq":"a"}},{"title":{"search":"b"}}]}""", 51)]
    [InlineData("query ($w: Filter!) { page(where: { or: [$w, $w] }) { nodes { id } } }", """{"w":{"title":{"eq":"a"}}}""", 41)]
    [InlineData("{ page(where: { title: { in: [\"a\", \"b\", \"c\"] } }) { nodes { id } } }", "{}", 41)]
    [InlineData("query ($l: [String]) { page(where: { title: { in: $l } }) { nodes { id } } }", """{"l":["a","b","c"]}""", 41)]
    [InlineData("{ page(where: { some: { title: { eq: \"a\" } } }) { nodes { id } } }", "{}", 131)]
    [InlineData("{ page(where: { some: { some: { title: { eq: \"a\" } } } }) { nodes { id } } }", "{}", 1131)]
    [InlineData("{ page(first: 90) { nodes { page(where: { title: { search: \"a b c\" } }) { count } } } }", "{}", 8111)]
    [InlineData("{ page(first: 90) { nodes { ...F } } } fragment F on Doc { page(where: { title: { eq: \"a\" } }) { count } }", "{}", 3611)]
    public void Filters_cost_by_their_work(string query, string variables, double fieldCost)
    {
        var operation = Engine.Open(View, query);
        Assert.Equal(fieldCost, CostAnalyzer.Compute(operation, Engine.Coerce(operation, variables)).FieldCost);
    }

    [Fact]
    public void Only_variables_whose_value_decides_keep_a_cost_from_being_shared()
    {
        Assert.Equal(["n", "s", "w"], Collect(
            """
            query ($n: Int, $e: String, $s: String, $w: Filter) {
              page(first: $n, where: { title: { eq: $e, search: $s } }) { nodes { ...F } }
            }
            fragment F on Doc { page(where: $w) { count } }
            """));

        static IEnumerable<string> Collect(string query) => CostAnalyzer.CollectVariables(Engine.Open(View, query)).Order();
    }

    [Fact]
    public void A_filter_without_end_costs_more_than_anyone_has()
    {
        var operation = Engine.Open(View, "query ($w: [Filter!]) { page(where: { or: $w }) { nodes { id } } }");
        var filters = string.Join(',', Enumerable.Repeat("{}", 45_000));
        var variables = Engine.Coerce(operation, $$"""{"w":[{{filters}}]}""");
        Assert.Equal(21, CostAnalyzer.Compute(operation, variables).FieldCost);
        var many = Engine.Open(
            View, $"query ($w: [Filter!]) {{ {string.Join(' ', "abc".Select(a => $"{a}: page(where: {{ or: $w }}) {{ count }}"))} }}");
        Assert.Equal(double.PositiveInfinity, CostAnalyzer.Compute(many, variables).FieldCost);
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
        type Query { one: Doc  page(first: Int, last: Int, where: Filter): Docs }
        type Docs { nodes: [Doc!]  count: Int }
        type Doc { id: ID  owner: Doc  page(first: Int, where: Filter): Docs }
        input Filter { or: [Filter!]  title: Texts  some: Filter }
        input Texts { eq: String  in: [String]  search: String }
        """,
        schema =>
        {
            schema.Query!.Fields["one"].Cost = 10;
            schema.Query.Fields["page"].Cost = 10;
            var below = schema.Find<ObjectTypeBuilder>("Doc").Fields["page"];
            below.Cost = 10;
            below.Arguments["where"].Cost = schema.Query.Fields["page"].Arguments["where"].Cost = new InputCost(10);
            schema.Find<ObjectTypeBuilder>("Docs").Fields["count"].Cost = 10;
            var texts = schema.Find<InputObjectTypeBuilder>("Texts").Fields;
            texts["eq"].Cost = new InputCost(10);
            texts["in"].Cost = new InputCost(10) { ItemsPerWeight = 2 };
            texts["search"].Cost = new InputCost(20) { CountText = text => text.Split(' ').Length };
            schema.Find<InputObjectTypeBuilder>("Filter").Fields["some"].Cost = new InputCost(10) { TimesBelow = 10 };
        });
}
