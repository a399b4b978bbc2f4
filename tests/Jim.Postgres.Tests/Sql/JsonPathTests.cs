using Jim.Postgres.Sql;

namespace Jim.Postgres.Tests.Sql;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a.b.0", "a", "b", "0")]
    [InlineData("", "")]
    [InlineData("a..b.", "a", "", "b", "")]
    [InlineData("\"a.b\"", "a.b")]
    [InlineData("\"a.b\".c", "a.b", "c")]
    [InlineData("x.\"a.b\".\"c.d\"", "x", "a.b", "c.d")]
    [InlineData("\"\"", "")]
    [InlineData("\"a \\\"b\\\" \\u00e9\\\\\"", "a \"b\" é\\")]
    [InlineData("[\"a.b\"]", "a.b")]
    [InlineData("['a.b'].c", "a.b", "c")]
    [InlineData("['it\\'s']", "it's")]
    [InlineData("x[\"a.b\"]['c.d'].e", "x", "a.b", "c.d", "e")]
    [InlineData("list[0]", "list", "0")]
    [InlineData("list[-1][2].a", "list", "-1", "2", "a")]
    [InlineData("\"list.x\"[0]", "list.x", "0")]
    [InlineData("[0]", "0")]
    public void Names_and_positions(string path, params string[] steps) => Assert.Equal(steps, JsonPath.Split(path));

    /// <summary>What is not a whole quoted name or bracket is part of a plain name.</summary>
    [Theory]
    [InlineData("\"", "\"")]
    [InlineData("\"a", "\"a")]
    [InlineData("\"a\"b.c", "\"a\"b", "c")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("[", "[")]
    [InlineData("a[", "a[")]
    [InlineData("a[b]", "a[b]")]
    [InlineData("a[1]b", "a[1]b")]
    [InlineData("a[\"b", "a[\"b")]
    [InlineData("[]", "[]")]
    [InlineData("'a'", "'a'")]
    [InlineData("\"\\x\"", "\"\\x\"")]
    [InlineData("$.a", "$", "a")]
    public void Other_text_is_a_plain_name(string path, params string[] steps) => Assert.Equal(steps, JsonPath.Split(path));
}
