using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Tests.Inputs;

public sealed class ArgumentReaderTests
{
    private static readonly SchemaView View = Engine.View(
        """
        scalar Any
        input Filter { eq: Int in: [Int] and: [Filter!] }
        type Query { f(where: Filter, first: Int = 10, need: Int!, meta: Any): Int }
        """);

    [Fact]
    public void Each_value_knows_the_place_in_the_variables_it_came_from()
    {
        var operation = Engine.Open(
            View, "query ($w: Filter, $n: Int!) { f(where: {and: [$w, {eq: $n, in: [1, $n]}]}, need: $n) }");
        var variables = Engine.Coerce(operation, """{"w":{"in":[5,6]},"n":9}""");
        var read = Read(operation, variables).ToDictionary(a => a.Key.Name, a => a.Value);

        Assert.Null(read["where"].Origin);
        var and = read["where"].Field("and")!;
        Assert.Equal("w.in.1", Origin(and.Items[0].Field("in")!.Items[1]));
        Assert.Equal(6, and.Items[0].Field("in")!.Items[1].Value);
        Assert.Equal("n", Origin(and.Items[1].Field("eq")!));
        Assert.Null(and.Items[1].Field("in")!.Items[0].Origin);
        Assert.Equal("n", Origin(and.Items[1].Field("in")!.Items[1]));
        Assert.Equal(6, variables.At(and.Items[0].Field("in")!.Items[1].Origin!));
    }

    [Fact]
    public void Defaults_are_there_and_absent_arguments_are_not()
    {
        var operation = Engine.Open(View, "query ($w: Filter) { f(where: $w, need: 1) }");
        Assert.Equal(["first", "need"], Read(operation, VariableValues.None).Select(a => a.Key.Name));
    }

    [Theory]
    [InlineData("query ($n: Int) { f(need: $n) }")]
    [InlineData("{ f }")]
    [InlineData("{ f(need: null) }")]
    [InlineData("{ f(need: \"x\") }")]
    public void What_is_required_and_missing_is_a_field_error(string query)
    {
        var operation = Engine.Open(View, query);
        Assert.Throws<GraphQLException>(() => Read(operation, VariableValues.None));
    }

    [Fact]
    public void Variables_inside_a_scalars_literal_are_written_into_it()
    {
        var operation = Engine.Open(View, "query ($a: Any, $b: Any) { f(need: 1, meta: {a: $a, b: $b, c: [$b]}) }");
        var meta = Read(operation, Engine.Coerce(operation, """{"a":{"x":[1]}}""")).Single(a => a.Key.Name == "meta").Value.Value;
        Assert.Equal("""{"a":{"x":[1]},"c":[null]}""", meta!.ToString());
    }

    private static IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Read(Operation operation, VariableValues variables)
    {
        var field = (FieldNode)operation.Definition.SelectionSet.Selections[0];
        return ArgumentReader.Read(View, View.Schema.Query!.Fields["f"], field, variables, operation.Document.Source);
    }

    private static string Origin(ArgumentValue value) => string.Join('.', value.Origin!.Below.Prepend(value.Origin.Variable));
}
