using Jim.Conformance;

namespace Jim.GraphQL.Tests.Types;

public sealed class SchemaBuilderTests
{
    [Fact]
    public void Builds_every_schema_of_the_corpus()
    {
        var schemas = SchemaLibrary.Load(Path.Combine(TestServices.Shared, "conformance"));
        var failed = schemas.Keys.Where(k => Record.Exception(() => schemas.Schema(k)) is not null).ToList();
        Assert.Empty(failed);
    }

    [Fact]
    public void Folds_extensions_into_their_types()
    {
        var schema = SchemaBuilder.FromSdl(
            """
            type Query { a: Int }
            extend type Query implements Node @x { b(c: [Kind!]! = [A]): Kind @deprecated }
            interface Node { a: Int }
            enum Kind { A }
            extend enum Kind { B @deprecated(reason: "old") }
            input One @oneOf { a: Int, b: Int }
            scalar Date @specifiedBy(url: "https://example.org")
            """);
        Assert.Equal(["a", "b"], schema.Query!.Fields.Select(f => f.Name));
        Assert.Equal("[Kind!]!", schema.Query.Fields["b"].Arguments["c"].Type.ToString());
        Assert.Equal("No longer supported", schema.Query.Fields["b"].DeprecationReason);
        Assert.Equal("x", Assert.Single(schema.Query.AppliedDirectives).Name.Value);
        Assert.Equal("Node", Assert.Single(schema.Query.Interfaces).Name);
        Assert.Equal("old", ((EnumType)schema.Types["Kind"]).Values["B"].DeprecationReason);
        Assert.True(((InputObjectType)schema.Types["One"]).IsOneOf);
        Assert.Equal("https://example.org", ((ScalarType)schema.Types["Date"]).SpecifiedBy);
    }

    [Theory]
    [InlineData("type Query { a: Missing }")]
    [InlineData("type Query { a: Int, a: Int }")]
    [InlineData("type Query { a: Int } type Query { b: Int }")]
    [InlineData("type Query { a: Int } extend enum Query { A }")]
    [InlineData("schema { query: Q }")]
    public void Refuses_a_document_that_is_no_schema(string sdl) => Assert.Throws<GraphQLException>(() => SchemaBuilder.FromSdl(sdl));
}
