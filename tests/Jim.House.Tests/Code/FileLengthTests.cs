namespace Jim.House.Tests.Code;

/// <summary>A source file can be read in one go: what grows past the bound is split by its reasons to change.</summary>
public sealed class FileLengthTests
{
    private const int LinesMax = 300;

    [Fact]
    public void No_source_file_has_more_than_300_lines()
    {
        var files = Repository.CSharp("src");

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Text.AsSpan().Count('\n') > LinesMax).Select(file => file.Path));
    }
}
