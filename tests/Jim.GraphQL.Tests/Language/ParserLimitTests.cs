namespace Jim.GraphQL.Tests.Language;

/// <summary>Each limit of <see cref="ParserOptions"/>: at the limit a document passes, one past it is refused as HC0014.</summary>
public sealed class ParserLimitTests
{
    [Fact]
    public void Tokens() => AtAndPast(n => $"{{{Repeat("a ", n - 2)}}}", 10_000, new ParserOptions { FieldsMax = null });

    [Fact]
    public void Comments_are_no_tokens() => Parser.ParseDocument($"{Repeat("#\n", 20_000)}{{a}}");

    [Fact]
    public void Fields() => AtAndPast(n => $"{{{Repeat("a ", n)}}}", 2_048);

    [Fact]
    public void Fields_of_all_operations_and_fragments_count() =>
        Assert.Throws<GraphQLSyntaxException>(
            () => Parser.ParseDocument("query A { a b } fragment F on T { c d }", new ParserOptions { FieldsMax = 3 }));

    [Fact]
    public void Directives_at_one_place() => AtAndPast(n => $"{{ a {Repeat("@d ", n)} b {Repeat("@d ", 8)} }}", 8);

    [Fact]
    public void Bytes() => AtAndPast(n => "{a}".PadRight(n, ','), 65_536);

    [Theory]
    [InlineData("{a", "}")]
    [InlineData("{...", "}")]
    [InlineData("{...on T", "}")]
    public void Depth_of_selections(string open, string close) =>
        AtAndPast(n => $"{Repeat(open, n - 1)}{{a}}{Repeat(close, n - 1)}", 200);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a:", "}")]
    public void Depth_of_values(string open, string close) =>
        AtAndPast(n => $"{{a(b:{Repeat(open, n - 1)}1{Repeat(close, n - 1)})}}", 200);

    [Fact]
    public void Depth_of_list_types() => AtAndPast(n => $"query($a:{Repeat("[", n)}T{Repeat("]", n)}){{a}}", 200);

    [Fact]
    public void All_limits_can_be_off()
    {
        Parser.ParseDocument($"{{{Repeat("a ", 100_000)}}}", ParserOptions.Unlimited);
        Parser.ParseDocument($"{{a {Repeat("@d ", 1_000)}}}", ParserOptions.Unlimited);
    }

    private static void AtAndPast(Func<int, string> document, int limit, ParserOptions? options = null)
    {
        Parser.ParseDocument(document(limit), options);
        var error = Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseDocument(document(limit + 1), options)).Error;
        Assert.Equal("HC0014", error.Code);
        Assert.StartsWith("The GraphQL request document ", error.Message, StringComparison.Ordinal);
        Assert.Contains(limit.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
