using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Tests.Operations;

public sealed class OperationSelectorTests
{
    [Theory]
    [InlineData("{ a }", null, null)]
    [InlineData("query A { a } query B { b }", "B", "B")]
    [InlineData("query A { a } fragment F on Query { b }", null, "A")]
    public void Picks_the_operation_that_is_meant(string document, string? name, string? expected) =>
        Assert.Equal(expected, OperationSelector.Select(Parser.ParseDocument(document), name).Name?.Value);

    [Theory]
    [InlineData("query A { a } query B { b }", null)]
    [InlineData("query A { a }", "B")]
    [InlineData("query A { a }", "")]
    [InlineData("fragment F on Query { b }", null)]
    public void Refuses_where_none_or_several_could_be_meant(string document, string? name) =>
        Assert.Throws<GraphQLException>(() => OperationSelector.Select(Parser.ParseDocument(document), name));

    [Fact]
    public void Refuses_an_operation_that_the_schema_has_no_root_for()
    {
        var thrown = Assert.Throws<GraphQLException>(() => Engine.Open(Engine.View("type Query { a: Int }"), "mutation { a }"));
        Assert.Equal("This GraphQL schema does not support `Mutation` operations.", thrown.Message);
    }
}
