using System.Net;
using Jim.Platform.Identity;
using Jim.Postgres.Rights;
using Jim.Server.Http;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace Jim.Server.Tests.Http;

/// <summary>How many sockets and streams may be open, of a user, of an address and of those without a token.</summary>
public sealed class OpenStreamsTests
{
    private readonly OpenStreams _open = new(new StreamLimits { User = 2, Address = 4, Anonymous = 3 });

    [Fact]
    public void A_user_an_address_and_all_without_a_token_have_so_many_and_give_them_back()
    {
        var first = _open.TryOpen("1.1.1.1", "alice");
        Assert.NotNull(first);
        Assert.NotNull(_open.TryOpen("2.2.2.2", "alice"));
        Assert.Null(_open.TryOpen("3.3.3.3", "alice"));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(_open.TryOpen("3.3.3.3", "alice"));
        Assert.Null(_open.TryOpen("3.3.3.3", "alice"));

        var anonymous = Enumerable.Range(0, 3).Select(i => _open.TryOpen($"4.4.4.{i}", null)!).ToList();
        Assert.Null(_open.TryOpen("5.5.5.5", null));
        Assert.True(anonymous[0].TryMoveTo("bob"));
        Assert.NotNull(_open.TryOpen("5.5.5.5", null));
        Assert.False(anonymous[1].TryMoveTo("alice"));
        Assert.Null(_open.TryOpen("5.5.5.5", null));

        Assert.All(Enumerable.Range(0, 4), i => Assert.NotNull(_open.TryOpen("6.6.6.6", $"u{i}")));
        Assert.Null(_open.TryOpen("6.6.6.6", "u9"));
    }

    /// <summary>A browser shows its token in the first message; strangers who have all their sockets do not keep it out.</summary>
    [Fact]
    public void Who_has_not_said_who_it_is_has_places_of_its_own()
    {
        Assert.All(Enumerable.Range(0, 3), i => Assert.NotNull(_open.TryOpen($"4.4.4.{i}", null)));
        var begun = Enumerable.Range(0, 3).Select(i => _open.TryOpen($"5.5.5.{i}")!).ToList();
        Assert.Null(_open.TryOpen("5.5.5.5"));
        Assert.False(begun[0].TryMoveTo(null));
        Assert.True(begun[1].TryMoveTo("bob"));
        Assert.NotNull(_open.TryOpen("5.5.5.5"));
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010DB800010002")]
    public void An_address_is_that_of_a_client(string address, string described) =>
        Assert.Equal(described, SourceNetwork.Find(IPAddress.Parse(address)));

    [Theory]
    [InlineData("", "10.0.0.9", "9.9.9.9", "10.0.0.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "9.9.9.9", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "1.1.1.1, 9.9.9.9, 10.0.0.8", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "8.8.8.8", "9.9.9.9", "8.8.8.8")]
    [InlineData("10.0.0.9,fd00::/8", "fd00::1", "9.9.9.9, 10.0.0.9", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.9", "9.9.9.9", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "9.9.9.9, unknown", "10.0.0.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "9.9.9.9, ,10.0.0.8", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "", "10.0.0.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "9.9.9.9:4711", "9.9.9.9")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "[2001:db8:1:2::9]:80", "20010DB800010002")]
    [InlineData("10.0.0.0/8", "10.0.0.9", "127.0.0.1, 8.8.8.8\t,é", "10.0.0.9")]
    public async Task Only_trusted_proxies_tell_an_address(string trusted, string connection, string forwarded, string expected)
    {
        var settings = JimSettings.Load(
            "/dev/null", trusted.Length > 0 ? new Dictionary<string, string> { ["JIM_TRUSTED_PROXIES"] = trusted } : []);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(connection) } };
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        if (!settings.TrustedProxies.IsEmpty)
        {
            var middleware = new Microsoft.AspNetCore.HttpOverrides.ForwardedHeadersMiddleware(
                _ => Task.CompletedTask, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
                Microsoft.Extensions.Options.Options.Create(Jim.Server.Hosting.Listening.BuildForwarding(settings)));
            await middleware.Invoke(context);
        }

        Assert.Equal(expected, SourceNetwork.Find(context.Connection.RemoteIpAddress));
    }

    /// <summary>Strangers share connections fairly where their addresses tell them apart.</summary>
    [Theory]
    [InlineData("1.2.3.4", "1.2.3.5", false)]
    [InlineData("1.2.3.4", "::ffff:1.2.3.4", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:9::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task Callers_without_a_token_have_a_share_for_each_address(string one, string other, bool same)
    {
        var first = await ReadCallerAsync(one);
        var second = await ReadCallerAsync(other);
        Assert.Equal(same, first.ShareKey == second.ShareKey);
        Assert.True(first.IsAnonymous && second.IsAnonymous && first.HasRightsOf(second));
        Assert.NotEqual(one, first.ShareKey); // no subject of a token can be the key of an address
    }

    private static async Task<Caller> ReadCallerAsync(string address)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        return (await new CallerReader(tokens: null!).ReadAsync(context))!;
    }
}
