using Jim.Platform.Files;

namespace Jim.Platform.Tests.Files;

public sealed class ContentTypesTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000", "image/png")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("52494646000000005745425056503820", "image/webp")]
    [InlineData("00000018667479706D703432", "video/mp4")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("504B0304140000", "application/zip")]
    [InlineData("1F8B0800", "application/gzip")]
    [InlineData("00010203", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    [InlineData("C328", "application/octet-stream")]
    public void Knows_binary_formats_by_their_marks(string hex, string expected) =>
        Assert.Equal(expected, ContentTypes.Sniff(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("hello", "text/plain")]
    [InlineData("\uFEFFhallo Wörld", "text/plain")]
    [InlineData("{\"a\":1}", "text/plain")]
    [InlineData("a < b", "text/plain")]
    [InlineData("<3 hearts", "text/plain")]
    [InlineData("  <!DOCTYPE html><p>", "text/html")]
    [InlineData("<ScRipt>alert(1)</script>", "text/html")]
    [InlineData("<svg onload=alert(1)>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><!-- x --><SVG/>", "image/svg+xml")]
    [InlineData("<!-- made by x --><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><rss/>", "text/xml")]
    public void Knows_text_and_the_kinds_that_a_browser_would_run(string text, string expected) =>
        Assert.Equal(expected, ContentTypes.Sniff(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Takes_a_character_cut_by_the_sample_as_text() =>
        Assert.Equal("text/plain", ContentTypes.Sniff(Encoding.UTF8.GetBytes("wört€").AsSpan()[..^1]));

    [Theory]
    [InlineData("text/plain", "text/csv", "text/csv")]
    [InlineData("text/plain", "Application/JSON; charset=utf-8", "application/json")]
    [InlineData("text/plain", "image/png", "text/plain")]
    [InlineData("text/html", "text/plain", "text/html")]
    [InlineData("image/svg+xml", "image/png", "image/svg+xml")]
    [InlineData("application/zip", "application/epub+zip", "application/epub+zip")]
    [InlineData("application/zip", "image/png", "application/zip")]
    [InlineData("application/octet-stream", "application/x-acad", "application/x-acad")]
    [InlineData("application/octet-stream", "image/png", "application/octet-stream")]
    [InlineData("application/octet-stream", "application/pdf", "application/octet-stream")]
    [InlineData("application/octet-stream", "text/html", "application/octet-stream")]
    [InlineData("application/octet-stream", "not a type", "application/octet-stream")]
    [InlineData("image/png", null, "image/png")]
    public void Lets_the_declared_type_refine_but_never_contradict_the_bytes(string sniffed, string? declared, string expected) =>
        Assert.Equal(expected, ContentTypes.Effective(sniffed, declared));

    [Theory]
    [InlineData("image/png", "image/*", true)]
    [InlineData("image/png", "image/PNG", true)]
    [InlineData("image/png", "text/*", false)]
    [InlineData("image/png", "*/*", true)]
    [InlineData("imagex/png", "image/*", false)]
    public void Matches_a_bucket_s_patterns(string type, string pattern, bool allowed) =>
        Assert.Equal(allowed, ContentTypes.IsAllowed(type, [pattern]));

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("text/javascript", true)]
    [InlineData("image/png", false)]
    [InlineData("application/pdf", false)]
    [InlineData("text/plain", false)]
    public void Knows_what_must_not_be_shown_in_a_page(string type, bool active) => Assert.Equal(active, ContentTypes.IsActive(type));
}
