using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Tests.Operations;

public sealed class VariableCoercionTests
{
    private static readonly SchemaView View = Engine.View(
        """
        scalar Upload
        enum Color { RED GREEN }
        input Node { next: Node value: Int = 7 color: Color tags: [String!] }
        input One @oneOf { a: Int b: String }
        input Files { main: Upload! more: [Upload] }
        type Query { f(n: Node, o: One, i: Int!, l: [Int!], files: Files): Int }
        """);

    [Fact]
    public void Values_are_dotnet_values_and_fields_keep_the_order_in_which_they_were_written()
    {
        var values = Engine.Coerce(Open("($n: Node)", "n: $n"), """{"n":{"color":"GREEN","tags":"a","next":{}}}""");
        var node = Assert.IsType<InputObject>(values.Values["n"]);
        Assert.Equal(["color", "tags", "next", "value"], node.Fields.Select(f => f.Key.Name));
        Assert.Equal("GREEN", Assert.IsType<EnumValueDefinition>(node.Fields[0].Value).Name);
        Assert.Equal(["a"], Assert.IsType<object?[]>(node.Fields[1].Value));
        Assert.Equal(7, node.Fields[3].Value);
    }

    [Fact]
    public void Absent_null_and_default_are_three_things()
    {
        var operation = Open("($n: Node, $l: [Int!] = [1])", "n: $n, l: $l");
        Assert.False(Engine.Coerce(operation, "{}").TryGet("n", out _));
        Assert.True(Engine.Coerce(operation, """{"n":null}""").TryGet("n", out var given));
        Assert.Null(given);
        Assert.Equal([1], Assert.IsType<object?[]>(Engine.Coerce(operation, "{}").Values["l"]));
        Assert.Null(Engine.Coerce(operation, """{"l":null}""").Values["l"]);
    }

    [Fact]
    public void A_missing_required_variable_is_told_with_HotChocolates_words()
    {
        var error = Assert.Single(Engine.Faults(Open("($i: Int!)", "i: $i"), "{}"));
        Assert.Equal(("Variable `i` is required.", "HC0018"), (error.Message, error.Code));
        Assert.Equal([(1, 8)], error.Locations.Select(l => (l.Line, l.Column)));
    }

    [Theory]
    [InlineData("""{"o":{}}""")]
    [InlineData("""{"o":{"a":1,"b":"x"}}""")]
    [InlineData("""{"o":{"a":null}}""")]
    [InlineData("""{"o":{"c":1}}""")]
    public void A_oneOf_object_has_one_field_which_is_not_null(string variables) =>
        Assert.NotEmpty(Engine.Faults(Open("($o: One)", "o: $o"), variables));

    [Fact]
    public void Nesting_ends_at_the_limit()
    {
        var operation = Open("($n: Node)", "n: $n");
        Assert.Empty(Engine.Faults(operation, Nested(65)));
        Assert.Contains("deeper than 64", Assert.Single(Engine.Faults(operation, Nested(66))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_all_variables_are_counted()
    {
        var operation = Open("($l: [Int!], $n: Node)", "l: $l, n: $n");
        var limits = new CoercionLimits(ValuesMax: 6);
        Assert.Empty(Engine.Faults(operation, """{"l":[1,2,3],"n":{"next":null}}""", limits));
        var fault = Assert.Single(Engine.Faults(operation, """{"l":[1,2,3],"n":{"next":{}}}""", limits with { ValuesMax = 5 }));
        Assert.Equal(
            ("HC0001", "Variable `n` got an invalid value at `n.next`: There are more than 5 values in the variables."),
            (fault.Code, fault.Message));
        Assert.Equal(50_000, CoercionLimits.Default.ValuesMax);
    }

    [Fact]
    public void Errors_end_at_the_limit()
    {
        var operation = Open("($l: [Int!])", "l: $l");
        Assert.Equal(20, Engine.Faults(operation, Wrong(20)).Count);
        var faults = Engine.Faults(operation, Wrong(1000));
        Assert.Equal(21, faults.Count);
        Assert.StartsWith("Too many errors", faults[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    public void Variables_are_an_object(string variables) => Assert.Single(Engine.Faults(Open("($n: Node)", "n: $n"), variables));

    [Fact]
    public void Files_of_a_multipart_request_stand_at_their_places()
    {
        var operation = Open("($files: Files)", "files: $files");
        var uploads = new Dictionary<string, object> { ["variables.files.main"] = "first", ["variables.files.more.1"] = "second" };
        Assert.True(VariableCoercion.Coerce(
            operation, JsonElement.Parse("""{"files":{"main":null,"more":[null,null]}}"""), out var values, out _, uploads));
        var files = Assert.IsType<InputObject>(values.Values["files"]);
        Assert.Equal("first", files.Fields[0].Value);
        Assert.Equal([null, "second"], Assert.IsType<object?[]>(files.Fields[1].Value));
    }

    [Fact]
    public void A_file_cannot_be_sent_as_JSON() =>
        Assert.NotEmpty(Engine.Faults(Open("($files: Files)", "files: $files"), """{"files":{"main":"text"}}"""));

    private static Operation Open(string variables, string arguments) =>
        Engine.Open(View, $"query{(variables.StartsWith("($", StringComparison.Ordinal) ? " " : "")}{variables}{{f({arguments})}}");

    private static string Nested(int depth) =>
        "{\"n\":" + string.Concat(Enumerable.Repeat("{\"next\":", depth - 1)) + "{}" + new string('}', depth);

    private static string Wrong(int count) => $"{{\"l\":[{string.Join(',', Enumerable.Repeat("\"x\"", count))}]}}";
}
