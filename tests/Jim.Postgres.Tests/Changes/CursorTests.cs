using Jim.Postgres.Changes;

namespace Jim.Postgres.Tests.Changes;

public sealed class CursorTests
{
    private static readonly CursorTokens Tokens = new([1, 2, 3], [7]);

    [Fact]
    public void Comes_back_as_it_was_given()
    {
        Assert.True(Tokens.TryDecode(Tokens.Encode("10:20:12,14"), out var snapshot));
        Assert.Equal("10:20:12,14", snapshot.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not base64 !")]
    public void Refuses_what_it_did_not_make(string token) => Assert.False(Tokens.TryDecode(token, out _));

    [Fact]
    public void Refuses_a_changed_token_another_secret_and_another_epoch()
    {
        var token = Tokens.Encode("10:20:");
        Assert.False(Tokens.TryDecode(token[..^2] + (token[^2] == 'A' ? "B" : "A") + token[^1], out _));
        Assert.False(new CursorTokens([9], [7]).TryDecode(token, out _));
        Assert.False(new CursorTokens([1, 2, 3], [8]).TryDecode(token, out _));
    }

    [Theory]
    [InlineData("10:20:12", "10:20:12", true)]
    [InlineData("10:20:", "10:20:12", true)]
    [InlineData("10:20:12", "10:20:", false)]
    [InlineData("10:19:12", "10:20:12", false)]
    [InlineData("10:19:12", "10:20:12,19", true)]
    [InlineData("30:30:", "10:20:12", true)]
    [InlineData("10:10:", "10:4000000000:", false)]
    public void Includes_is_the_order_of_what_is_seen(string mine, string other, bool includes) =>
        Assert.Equal(includes, PgSnapshot.Parse(mine).Includes(PgSnapshot.Parse(other)));

    [Fact]
    public void Sees_agrees_with_the_definition()
    {
        var snapshot = PgSnapshot.Parse("10:20:12,14");
        Assert.Equal([9UL, 10, 11, 13, 15, 16, 17, 18, 19], Enumerable.Range(9, 12).Select(i => (ulong)i).Where(snapshot.Sees));
    }
}
