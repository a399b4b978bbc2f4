using Jim.GraphQL.Validation;

namespace Jim.GraphQL.Tests.Validation;

/// <summary>Every limit of validation, at the limit and one past it.</summary>
public sealed class LimitTests
{
    private static readonly SchemaView View = Engine.View("type Query { q: Query  n: Int  m(x: Int): Int }");

    [Fact]
    public void Fields_nest_fifteen_deep()
    {
        Assert.Empty(Engine.Validate(View, Nested(15)));
        var error = Assert.Single(Engine.Validate(View, Nested(16)));
        Assert.Equal(
            ("The GraphQL document has an execution depth of 16 which exceeds the max allowed execution depth of 15.",
                ErrorCodes.DepthExceeded),
            (error.Message, error.Code));
    }

    [Fact]
    public void Depth_counts_through_fragments()
    {
        const string Fragments =
            " fragment A on Query { q { q { q { q { q { q { q { ...B } } } } } } } } fragment B on Query { q { q { q { q { q { q { "
                + "q { n } } } } } } } }";
        Assert.Empty(Engine.Validate(View, "{ ...A }" + Fragments));
        Assert.Equal(ErrorCodes.DepthExceeded, Assert.Single(Engine.Validate(View, "{ q { ...A } }" + Fragments)).Code);
    }

    [Fact]
    public void Fifty_root_fields_and_fifty_aliases()
    {
        Assert.Empty(Engine.Validate(View, Aliases(50)));
        Assert.Equal([ErrorCodes.RootFieldsExceeded, ErrorCodes.AliasesExceeded],
            Engine.Validate(View, Aliases(51)).Select(e => e.Code).Order().Reverse());
        Assert.Equal(ErrorCodes.AliasesExceeded, Assert.Single(Engine.Validate(View, $"{{ q {Aliases(51)} }}")).Code);
    }

    [Fact]
    public void Twenty_errors_are_told() =>
        Assert.Equal([19, 20, 20], new[] { 19, 20, 21 }.Select(count =>
            Engine.Validate(View, $"{{ {string.Join(' ', Enumerable.Range(0, count).Select(i => $"x{i}"))} }}").Count));

    [Fact]
    public void Introspection_can_be_off()
    {
        var error = Assert.Single(Engine.Validate(View, "{ __schema { types { name } } }", new() { Introspection = false }));
        Assert.Equal(("Introspection is not allowed for the current request.", "HC0046"), (error.Message, error.Code));
        Assert.Empty(Engine.Validate(View, "{ __typename }", new() { Introspection = false }));
    }

    [Fact]
    public void Introspection_follows_sixteen_ofTypes_and_two_lists_of_members()
    {
        Assert.Empty(Engine.Validate(View, OfTypes(16)));
        Assert.Equal("HC0086", Assert.Single(Engine.Validate(View, OfTypes(17))).Code);
        Assert.Empty(Engine.Validate(View, "{ __schema { types { fields { type { fields { name } } } } } }"));
        Assert.Equal("HC0086",
            Assert.Single(Engine.Validate(View,
                "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }")).Code);
    }

    [Fact]
    public void Comparisons_of_overlapping_fields_end()
    {
        var document = $"{{ {string.Concat(Enumerable.Repeat("n ", 1000))} }}";
        Assert.Empty(Engine.Validate(View, document, ValidationOptions.Default
            with
        { MergeComparisonsMax = 499_500, RootFieldsMax = null }));
        Assert.Equal("HC0107", Assert.Single(Engine.Validate(View, document, ValidationOptions.Default
            with
        { MergeComparisonsMax = 499_499, RootFieldsMax = null })).Code);
        Assert.Contains("HC0107", Engine.Validate(View, document).Select(e => e.Code));
    }

    [Fact]
    public void Fragments_are_visited_so_often()
    {
        const string Document = "{ ...A ...B } fragment A on Query { n } fragment B on Query { n }";
        Assert.Empty(Engine.Validate(View, Document, ValidationOptions.Default with { FragmentVisitsMax = 4 }));
        Assert.Equal(
            ErrorCodes.FragmentVisitsExceeded,
            Engine.Validate(View, Document, ValidationOptions.Default with { FragmentVisitsMax = 3 })[0].Code);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{ q ", depth - 1)) + "{ n }" + string.Concat(Enumerable.Repeat(" }", depth - 1));

    private static string Aliases(int count) => $"{{ {string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}: n"))} }}";

    private static string OfTypes(int count) => "{ __type(name: \"Query\") { "
        + string.Concat(Enumerable.Repeat("ofType { ", count)) + "name" + string.Concat(Enumerable.Repeat(" }", count)) + " } }";
}
