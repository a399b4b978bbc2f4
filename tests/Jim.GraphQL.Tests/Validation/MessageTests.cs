namespace Jim.GraphQL.Tests.Validation;

/// <summary>Clients of HotChocolate match on its texts: one sample of each, with its extensions.</summary>
public sealed class MessageTests
{
    private static readonly SchemaView View = Engine.View(
        """
        input In { f: Int! }
        type Query { q: Query  s: String  list: [Int]  need(x: Int!): Int  opt(x: Int): Int  in(i: In): Int }
        """);

    [Theory]
    [InlineData("{ x }", "The field `x` does not exist on the type `Query`.")]
    [InlineData("{ s { a } }",
        "`s` returns the scalar `String` value. Selections on scalars or enums are never allowed, because they are the leaf nodes "
            + "of any GraphQL query.")]
    [InlineData("{ q }", "Field \"q\" of type \"Query\" must have a selection of subfields. Did you mean \"q { ... }\"?")]
    [InlineData("{ need }", "The argument `x` is required.")]
    [InlineData("{ opt(y: 1) }", "The argument `y` does not exist.")]
    [InlineData("{ opt(x: \"1\") }", "The specified argument value does not match the argument type.")]
    [InlineData("{ in(i: {f: \"1\"}) }", "The specified value type of field `f` does not match the field type.")]
    [InlineData("{ in(i: {}) }", "`f` is a required field and cannot be null.")]
    [InlineData("{ in(i: {f: 1, g: 2}) }", "The specified input object field `g` does not exist.")]
    [InlineData("query ($a: Int) { s }", "The following variables were not used: a.")]
    [InlineData("{ opt(x: $a) }", "The following variables were not declared: a.")]
    [InlineData("query ($v: String) { opt(x: $v) }", "The variable `v` is not compatible with the type of the current location.")]
    [InlineData("query ($v: Query) { opt(x: $v) }", "The type of variable `v` is not an input type.")]
    [InlineData("{ s ...F }", "The specified fragment `F` does not exist.")]
    [InlineData("{ s } fragment F on Query { s }", "The specified fragment `F` is not used within the current document.")]
    [InlineData("{ s @no }", "The specified directive `no` is not supported by the current schema.")]
    [InlineData("{ a: s a: opt }", "Encountered fields for the same object that cannot be merged.")]
    [InlineData("mutation { s }", "This GraphQL schema does not support `Mutation` operations.")]
    public void Texts_are_HotChocolates(string query, string message) =>
        Assert.Contains(message, Engine.Validate(View, query).Select(e => e.Message));

    [Fact]
    public void An_unknown_field_is_told_with_type_field_and_specification()
    {
        var error = Assert.Single(Engine.Validate(View, "{ a: x }"));
        Assert.Null(error.Code);
        Assert.Equal(
            "type=Query field=x responseName=a specifiedBy=https://spec.graphql.org/September2025/#sec-Field-Selections",
            string.Join(' ', error.Extensions.Select(e => $"{e.Key}={e.Value}")));
    }

    [Fact]
    public void Names_are_suggested_only_where_allowed()
    {
        Assert.DoesNotContain("Did you mean", Engine.Validate(View, "{ lis }").Single().Message, StringComparison.Ordinal);
        Assert.Contains(
            " Did you mean \"list\"",
            Engine.Validate(View, "{ lis }", new() { Suggestions = true }).Single().Message, StringComparison.Ordinal);
    }
}
