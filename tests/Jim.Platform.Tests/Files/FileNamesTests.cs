using Jim.Platform.Files;

namespace Jim.Platform.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../x", "x")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData(@"C:\Users\me\photo.jpg", "photo.jpg")]
    [InlineData(@"..\..\x.txt", "x.txt")]
    [InlineData("a\0b.txt", "ab.txt")]
    [InlineData("a\r\nb.txt", "ab.txt")]
    [InlineData("exe\u202Egpj.scr", "exegpj.scr")]
    [InlineData("  spaced . ", "spaced")]
    [InlineData("trailing...", "trailing")]
    [InlineData(".gitignore", ".gitignore")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("console.log", "console.log")]
    [InlineData("a<b>:c|d?.txt", "a_b__c_d_.txt")]
    [InlineData("日本語 👩‍👩‍👧.png", "日本語 👩‍👩‍👧.png")]
    public void Makes_a_safe_name(string declared, string expected) => Assert.Equal(expected, FileNames.Safe(declared));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../..")]
    [InlineData("some/path/")]
    [InlineData("\0\u0001\u202E")]
    public void Refuses_a_name_of_which_nothing_is_left(string? declared)
    {
        var refused = Assert.Throws<GraphQLException>(() => FileNames.Safe(declared));
        Assert.Equal(ErrorTable.FileName.Code, refused.Errors[0].Code);
    }

    [Fact]
    public void Drops_half_a_surrogate_pair() => Assert.Equal("ab.txt", FileNames.Safe("a" + (char)0xD83D + "b.txt"));

    [Theory]
    [InlineData("a", 300, ".txt")]
    [InlineData("é", 200, ".jpeg")]
    [InlineData("👩", 100, "")]
    public void Cuts_a_long_name_between_characters_and_keeps_its_extension(string letter, int times, string extension)
    {
        var name = FileNames.Safe(string.Concat(Enumerable.Repeat(letter, times)) + extension);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 250, 255);
        Assert.EndsWith(extension, name, StringComparison.Ordinal);
        Assert.Equal(string.Empty, name[..^extension.Length].Replace(letter, string.Empty, StringComparison.Ordinal));
    }
}
