namespace Jim.GraphQL.Tests.Language;

/// <summary>With every limit off, the end of the stack is an error and not the end of the process.</summary>
public sealed class ParserDepthTests
{
    private const int Levels = 1_000_000;

    [Theory]
    [InlineData("{a", "")]
    [InlineData("{...on T", "")]
    [InlineData("{a(b:[", "[")]
    [InlineData("{a(b:{c:", "{c:")]
    [InlineData("query($a:[", "[")]
    [InlineData("type T{a:[", "[")]
    [InlineData("type T{a(b:C=[", "[")]
    public void No_nesting_overflows_the_stack(string start, string more)
    {
        var bytes = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(more.Length == 0 ? start : more, Levels)));
        Assert.Contains("nested", Caught(() => Parser.ParseDocument(bytes, ParserOptions.Unlimited)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_open_brackets_is_refused_by_the_default_limit()
    {
        var error = Caught(() => Parser.ParseValue(Encoding.UTF8.GetBytes(new string('[', 60_000))));
        Assert.Contains("nested more than 200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_stack_holds_is_read()
    {
        const int levels = 1_000;
        var text = $"{string.Concat(Enumerable.Repeat("{a", levels))}{{a}}{new string('}', levels)}";
        var document = Parser.ParseDocument(text, ParserOptions.Unlimited);
        Assert.Equal(levels + 1, SyntaxTree.Descendants(document).Count(n => n.Node is FieldNode));
        Assert.Equal((2 * levels) + 3, Printer.Print(document).Split('\n').Length);
    }

    /// <summary>On a thread with a small stack, as a pool thread's may be.</summary>
    private static GraphQLSyntaxException Caught(Action parse)
    {
        Exception? caught = null;
        var thread = new Thread(() => caught = Record.Exception(parse), 512 * 1024);
        thread.Start();
        thread.Join();
        return Assert.IsType<GraphQLSyntaxException>(caught);
    }
}
