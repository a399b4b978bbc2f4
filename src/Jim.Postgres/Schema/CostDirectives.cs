using Jim.GraphQL.Language;

namespace Jim.Postgres.Schema;

/// <summary>
/// The directives <c>@cost</c> and <c>@listSize</c> as they stand on fields and arguments, in the form in which HotChocolate prints them.
/// The nodes are immutable, so many fields share one.
/// </summary>
internal static class CostDirectives
{
    private static readonly DirectiveNode Ten = Make("cost", ("weight", Text("10")));
    private static readonly DirectiveNode Twenty = Make("cost", ("weight", Text("20")));

    public static DirectiveNode Cost10() => Ten;

    /// <summary>
    /// Has the input count in the cost of operations, adds <c>@cost</c> to it, and returns it. A weight of 0 adds no directive.
    /// </summary>
    public static InputValueBuilder Cost(InputValueBuilder input, InputCost cost)
    {
        input.Cost = cost;
        return cost.Weight switch
        {
            0 => input,
            10 => With(input, Ten),
            20 => With(input, Twenty),
            var weight => With(input, Make("cost", ("weight", Text(weight.ToString(System.Globalization.CultureInfo.InvariantCulture))))),
        };
    }

    /// <summary>The directive of a connection, of which the cost of a page is computed.</summary>
    public static DirectiveNode ListSize(int pageDefault, int pageMax) => Make(
        "listSize",
        ("assumedSize", Number(pageMax)),
        ("slicingArguments", Texts("first", "last")),
        ("slicingArgumentDefaultValue", Number(pageDefault)),
        ("sizedFields", Texts("edges", "nodes")),
        ("requireOneSlicingArgument", new BooleanValueNode(false, SourceRange.None)));

    private static InputValueBuilder With(InputValueBuilder input, DirectiveNode directive)
    {
        input.AppliedDirectives.Add(directive);
        return input;
    }

    private static DirectiveNode Make(string name, params (string Name, ValueNode Value)[] arguments) =>
        new(Name(name), [.. arguments.Select(a => new ArgumentNode(Name(a.Name), a.Value, SourceRange.None))], SourceRange.None);

    private static NameNode Name(string name) => new(name, SourceRange.None);

    private static StringValueNode Text(string value) => new(value, false, SourceRange.None);

    private static IntValueNode Number(int value) =>
        new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), SourceRange.None);

    private static ListValueNode Texts(params string[] values) => new([.. values.Select(Text)], SourceRange.None);
}
