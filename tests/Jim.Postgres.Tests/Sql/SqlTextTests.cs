using Jim.Postgres.Sql;

namespace Jim.Postgres.Tests.Sql;

/// <summary>SQL is put together from pieces; names are quoted and values numbered.</summary>
public sealed class SqlTextTests
{
    [Fact]
    public void A_parameter_used_twice_is_sent_once()
    {
        var (a, b) = (new SqlParameter(new ConstantSource("a", 1), SqlTypes.Text),
            new SqlParameter(new ConstantSource(2L, 2), SqlTypes.Bigint));
        var condition = SqlText.Format($"{new Identifier("x")} = {a} or {new Identifier("y")} = {b}");
        var statement = SqlText.Format($"select {condition} where {a} is not null").ToStatement();
        Assert.Equal("select \"x\" = $1::text or \"y\" = $2::int8 where $1::text is not null", statement.Text);
        Assert.Equal([a, b], statement.Parameters);
    }

    [Fact]
    public void An_identifier_cannot_end_its_quotes() =>
        Assert.Equal("\"a\"\"; drop table x; --\"", SqlText.Format($"{new Identifier("a\"; drop table x; --")}").ToString());

    [Fact]
    public void The_role_is_a_comment_that_cannot_be_ended()
    {
        var statement = SqlText.Format($"select 1").ToStatement();
        Assert.Equal("/* jim_user */ select 1", statement.TextFor("jim_user"));
        Assert.Equal("/* x; drop  */ select 1", statement.TextFor("x; drop */"));
        Assert.Equal("/* jim_user */ select 1", statement.TextFor("jim_user"));
    }

    [Theory]
    [InlineData("100%", "%100\\%%")]
    [InlineData("a_b", "%a\\_b%")]
    [InlineData("back\\slash", "%back\\\\slash%")]
    public void A_pattern_finds_the_text_itself(string text, string pattern) => Assert.Equal(pattern, LikeTypes.Contains.Encode(text));

    [Fact]
    public void An_array_of_texts_quotes_every_item() =>
        Assert.Equal("""{"a\"b","c\\d",NULL,"NULL","","{x}"}""", ArrayText.Format(["a\"b", "c\\d", null, "NULL", "", "{x}"]));
}
