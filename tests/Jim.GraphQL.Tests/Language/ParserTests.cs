namespace Jim.GraphQL.Tests.Language;

public sealed class ParserTests
{
    [Fact]
    public void Nodes_know_their_bytes()
    {
        const string text = "query Ü_is_no_name";
        Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseDocument(text));

        const string document = "\"Ü\" query Q($a: [Int!]! = [1]) @d { x: a(b: {c: $a}) { ...F } }";
        var bytes = Encoding.UTF8.GetBytes(document);
        var operation = (OperationDefinitionNode)Parser.ParseDocument(bytes).Definitions[0];
        var field = (FieldNode)operation.SelectionSet.Selections[0];

        Assert.Equal(document, Text(operation));
        Assert.Equal("$a: [Int!]! = [1]", Text(operation.Variables[0]));
        Assert.Equal("[Int!]!", Text(operation.Variables[0].Type));
        Assert.Equal("@d", Text(operation.Directives[0]));
        Assert.Equal("x: a(b: {c: $a}) { ...F }", Text(field));
        Assert.Equal("b: {c: $a}", Text(field.Arguments[0]));
        Assert.Equal("...F", Text(field.SelectionSet!.Selections[0]));

        string Text(SyntaxNode node) => Encoding.UTF8.GetString(bytes.AsSpan(node.Range.Start..node.Range.End));
    }

    [Fact]
    public void Columns_count_UTF_16_code_units()
    {
        var error = Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseDocument("{\r\n  a(b: \"😀é\") ?\r}"));
        Assert.Equal(new SourceLocation(2, 15), error.Location);
        Assert.Equal("HC0014", error.Error.Code);
    }

    [Theory]
    [InlineData("{ a }", 0)]
    [InlineData("{ a(b: \"\x01\") }", 8)]
    [InlineData("{ a(b: \"\"\"\x01\"\"\") }", 10)]
    [InlineData("{ a # \x01\n }", 6)]
    public void Invalid_UTF_8_is_a_syntax_error_where_it_stands(string text, int at)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(text)];
        bytes[at] = 0xFF;
        Assert.Equal(at + 1, Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseDocument(bytes)).Location.Column);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })] // an overlong NUL
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // above U+10FFFF
    [InlineData(new byte[] { 0xE2, 0x82 })] // cut off
    public void No_form_of_invalid_UTF_8_passes(byte[] bad)
    {
        byte[] bytes = [.. "{ a(b: \""u8, .. bad, .. "\") }"u8];
        Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseDocument(bytes));
    }

    [Fact]
    public void Byte_order_marks_are_ignored_wherever_they_stand() =>
        Assert.Equal("{\n  a\n}", Printer.Print(Parser.ParseDocument("\uFEFF{\uFEFF a \uFEFF}\uFEFF")));

    [Fact]
    public void The_same_name_is_the_same_string()
    {
        var names = FieldNames(Parser.ParseDocument("{ a_rather_long_name_of_a_field a_rather_long_name_of_a_field }"));
        Assert.Same(names[0], names[1]);
    }

    [Fact]
    public void Different_names_are_different_strings_however_alike()
    {
        var names = Enumerable.Range(0, 60_000).Select(i => $"n{i}_{i % 7}").ToList();
        var document = Parser.ParseDocument($"{{ {string.Join(' ', names)} }}", ParserOptions.Unlimited);
        Assert.Equal(names, FieldNames(document));
    }

    private static List<string> FieldNames(DocumentNode document) =>
        [.. ((OperationDefinitionNode)document.Definitions[0]).SelectionSet.Selections.Select(s => ((FieldNode)s).Name.Value)];

    [Theory]
    [MemberData(nameof(Documents.Cases), MemberType = typeof(Documents))]
    public void A_print_reads_as_the_same_document(string name)
    {
        var print = Printer.Print(Parser.ParseDocument(Documents.Read(name)));
        Assert.Equal(print, Printer.Print(Parser.ParseDocument(print)));
    }
}
