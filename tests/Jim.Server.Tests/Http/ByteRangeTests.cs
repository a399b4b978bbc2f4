using Jim.Server.Http;

namespace Jim.Server.Tests.Http;

public sealed class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=0-1000", 0, 100)]
    [InlineData("bytes=10-", 10, 90)]
    [InlineData("bytes=99-99", 99, 1)]
    [InlineData("BYTES=5-6", 5, 2)]
    [InlineData("bytes= 5 - 6 ", 5, 2)]
    [InlineData("bytes=-1", 99, 1)]
    [InlineData("bytes=-100", 0, 100)]
    [InlineData("bytes=-1000", 0, 100)]
    [InlineData("bytes=0-99999999999999999999", 0, 100)]
    public void Reads_one_range_and_clamps_it(string header, long from, long length) =>
        Assert.Equal(new ByteRange(from, length), ByteRange.Parse(header, 100));

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("bytes=-0")]
    public void Knows_a_range_in_which_nothing_lies(string header) => Assert.Equal(0, ByteRange.Parse(header, 100)!.Value.Length);

    [Theory]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("items=0-1")]
    public void Serves_the_whole_for_what_is_no_single_range(string header) => Assert.Null(ByteRange.Parse(header, 100));

    [Theory]
    [InlineData("bytes=0-")]
    [InlineData("bytes=-1")]
    public void Finds_nothing_in_an_empty_file(string header) => Assert.Equal(0, ByteRange.Parse(header, 0)!.Value.Length);
}
