using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Tests.Operations;

public sealed class FieldCollectorTests
{
    private static readonly SchemaView View = Engine.View(
        """
        interface Named { name: String }
        type Query implements Named { name: String a: Query b: Int }
        type Other implements Named { name: String }
        """);

    [Fact]
    public void Fields_are_merged_by_response_name_in_order_of_first_appearance()
    {
        var fields = Collect("{ b ...F a { b } ... on Named { name } c: b ...F a { name } } fragment F on Query { a { name } __typename }");
        Assert.Equal(["b", "a", "__typename", "name", "c"], fields.Select(f => f.ResponseName));
        Assert.Equal(3, fields[1].Nodes.Count);
        Assert.True(fields[2].IsTypeName);
    }

    [Theory]
    [InlineData("query ($t: Boolean!) { a @skip(if: $t) { b } b @include(if: $t) }", "b")]
    [InlineData("query ($t: Boolean!) { ... @skip(if: $t) { a { b } } b ...F @skip(if: $t) } fragment F on Query { name }", "b")]
    [InlineData("query ($t: Boolean!) { b @skip(if: $t) @include(if: $t) name @include(if: false) a { b } }", "a")]
    public void Skip_and_include_are_done(string query, string expected)
    {
        var operation = Engine.Open(View, query);
        var fields = FieldCollector.Collect(
            operation, operation.RootType, [operation.Definition.SelectionSet], Engine.Coerce(operation, """{"t":true}"""));
        Assert.Equal(expected, string.Join(' ', fields.Select(f => f.ResponseName)));
    }

    [Fact]
    public void Null_sent_for_a_default_is_not_true()
    {
        var operation = Engine.Open(View, "query ($t: Boolean = true) { a @skip(if: $t) { b } b @include(if: $t) name }");
        var fields = FieldCollector.Collect(
            operation, operation.RootType, [operation.Definition.SelectionSet], Engine.Coerce(operation, """{"t":null}"""));
        Assert.Equal(["a", "name"], fields.Select(f => f.ResponseName));
    }

    [Fact]
    public void Fragments_of_other_types_do_not_apply() =>
        Assert.Equal(["b"], Collect("{ b ... on Other { name } }").Select(f => f.ResponseName));

    [Fact]
    public void Many_names_keep_their_order()
    {
        var names = Enumerable.Range(0, 300).Select(i => $"n{i}").ToArray();
        Assert.Equal(names, Collect($"{{ {string.Join(' ', names.Select(n => $"{n}: b {n}: b"))} }}").Select(f => f.ResponseName));
    }

    private static IReadOnlyList<CollectedField> Collect(string query)
    {
        var operation = Engine.Open(View, query);
        return FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], VariableValues.None);
    }
}
