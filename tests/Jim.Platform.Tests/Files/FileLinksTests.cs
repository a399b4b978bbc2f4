using Jim.Platform.Files;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Files;

public sealed class FileLinksTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FileLink Link = new(Guid.NewGuid(), Guid.NewGuid(), Now.AddHours(1));
    private readonly FakeTimeProvider _clock = new(Now);

    [Fact]
    public void Accepts_its_own_link_until_it_expires()
    {
        var links = new FileLinks("secret"u8, _clock);
        var url = links.Sign(Link);

        Assert.Equal(Link, Verify(links, url));
        _clock.SetUtcNow(Now.AddHours(1));
        Assert.Null(Verify(links, url));
    }

    [Fact]
    public void Refuses_a_link_of_another_installation() =>
        Assert.Null(Verify(new FileLinks("secret"u8, _clock), new FileLinks("other"u8, _clock).Sign(Link)));

    [Theory]
    [InlineData("e=", "e=9")]
    [InlineData("&s=", "&s=A")]
    [InlineData("&k=1", "&k=2")]
    [InlineData("&k=1", "&d=1&k=1")]
    [InlineData("&s=", "&x=")]
    public void Refuses_a_link_that_was_changed(string from, string to)
    {
        var links = new FileLinks("secret"u8, _clock);

        Assert.Null(Verify(links, links.Sign(Link).Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void Bounds_a_link_s_life() =>
        Assert.Equal(
            Now.AddDays(7),
            Verify(new FileLinks("s"u8, _clock), new FileLinks("s"u8, _clock).Sign(Link with { Expires = Now.AddYears(1) }))!.Expires);

    /// <summary>Each of these holds the same bytes for whoever reads it generously.</summary>
    [Fact]
    public void Has_one_spelling()
    {
        var links = new FileLinks("secret"u8, _clock);
        var url = links.Sign(Link with { AsAttachment = true });
        var signature = url[(url.IndexOf("&s=", StringComparison.Ordinal) + 3)..];
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Assert.NotNull(Verify(links, url));

        // 43 characters have two bits more than 32 bytes, which other decoders ignore.
        var last = Alphabet.IndexOf(signature[^1], StringComparison.Ordinal);
        foreach (var trailing in Enumerable.Range(1, 3))
        {
            Assert.Null(Verify(links, url[..^1] + Alphabet[(last & ~3) | ((last + trailing) & 3)]));
        }

        string[] others =
        [
            url + "=", url + "%3D", url + "%20", url + "+", url + "&s=" + signature, url + "&S=" + signature, url + "&%73=" + signature,
            url + "&s", url + "&s=", url + "&d=1", url + "&d=0", url + "&v=x", url + "&E=1", url + "&+s=1",
            url + "&utm_source=mail", url + "&", url + "\n", "/" + url, "http://localhost" + url, url.Replace('?', '/'),
            url.Replace("?v", "?x=1&v", StringComparison.Ordinal), url.Replace("?v", "?&v", StringComparison.Ordinal),
            url.Replace("/files/", "/files/%2e/", StringComparison.Ordinal), url.Replace("/files/", "/files/./", StringComparison.Ordinal),
            url.Replace($"{Link.FileId}", $"%{(int)$"{Link.FileId}"[0]:x2}{$"{Link.FileId}"[1..]}", StringComparison.Ordinal),
            url.Replace($"{Link.FileId}", $"{Link.FileId}".ToUpperInvariant(), StringComparison.Ordinal) + "&",
            url.Replace("&s=", "&S=", StringComparison.Ordinal), url.Replace("&s=", "&%73=", StringComparison.Ordinal),
            url.Replace("&s=", "&s=%20", StringComparison.Ordinal), url.Replace("&d=1", "&d=%31", StringComparison.Ordinal),
            url.Replace("&d=1", "&d=01", StringComparison.Ordinal), url.Replace("&d=1", "&d", StringComparison.Ordinal),
            url.Replace("&e=", "&e=0", StringComparison.Ordinal), url.Replace("&k=1", "&k=01", StringComparison.Ordinal),
            url.Replace($"{Link.VersionId}", $"{Link.VersionId}".ToUpperInvariant(), StringComparison.Ordinal),
            url.Replace($"{Link.VersionId}", $"{Link.VersionId:N}", StringComparison.Ordinal),
            url[..^signature.Length] + $"%{(int)signature[0]:X2}" + signature[1..],
            url[..^signature.Length] + signature.Replace('-', '+').Replace('_', '/') + "=",
            url[..^signature.Length] + Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(signature)),
        ];
        Assert.All(others, other => Assert.Null(Verify(links, other)));
        Assert.Null(Verify(links, links.Sign(Link) + "&d=2"));
    }

    private static FileLink? Verify(FileLinks links, string url) => links.Verify(url);
}
