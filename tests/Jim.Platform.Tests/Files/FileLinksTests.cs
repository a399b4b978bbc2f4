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

    private static FileLink? Verify(FileLinks links, string url)
    {
        var query = url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(p => p.Split('=', 2)).ToLookup(
            p => p[0], p => p[1]);
        return links.Verify(Link.FileId, name => query[name].Count() == 1 ? query[name].Single() : null);
    }
}
