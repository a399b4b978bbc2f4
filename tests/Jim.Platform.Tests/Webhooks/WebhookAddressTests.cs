using System.Net;
using Jim.Platform.Webhooks;

namespace Jim.Platform.Tests.Webhooks;

/// <summary>Which addresses a user of Jim can make it call, outside of development.</summary>
public sealed class WebhookAddressTests
{
    private static readonly WebhookOptions Production = new(AllowsPrivate: false, [IPNetwork.Parse("10.1.0.0/16")]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    public void Nobodys_and_the_operators_own_are_refused(string address)
    {
        Assert.False(Production.Allows(IPAddress.Parse(address), isTls: true));
        Assert.True(new WebhookOptions(AllowsPrivate: true, []).Allows(IPAddress.Parse(address), isTls: false));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:1.1.1.1")]
    public void Public_ones_are_called_by_https_alone(string address)
    {
        Assert.True(Production.Allows(IPAddress.Parse(address), isTls: true));
        Assert.False(Production.Allows(IPAddress.Parse(address), isTls: false));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    public void Networks_that_the_operator_names_may_be_called(string address, bool allowed) =>
        Assert.Equal(allowed, Production.Allows(IPAddress.Parse(address), isTls: false));

    [Theory]
    [InlineData("https://example.com/hook", true)]
    [InlineData("https://example.com", true)]
    [InlineData("https://10.1.2.3/hook", true)]
    [InlineData("http://10.1.2.3/hook", true)]
    [InlineData("https://10.2.0.1/hook", false)]
    [InlineData("https://2130706433/hook", false)]
    [InlineData("https://0x7f.1/hook", false)]
    [InlineData("https://[::1]/hook", false)]
    [InlineData("https://[::ffff:169.254.169.254]/hook", false)]
    [InlineData("https://localhost/hook", false)]
    [InlineData("https://user:password@example.com/hook", false)]
    [InlineData("ftp://example.com/hook", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("//example.com/hook", false)]
    [InlineData("example.com", false)]
    [InlineData("https://example.com/a b", false)]
    [InlineData("https://example.com\\@127.0.0.1/", false)]
    [InlineData("", false)]
    public void What_cannot_be_called_is_refused_when_the_webhook_is_made(string url, bool fits) =>
        Assert.Equal(fits, new WebhookRows(null!, null!, Production).FindFault(new WebhookWish(url, null, null)) is null);

    [Theory]
    [InlineData(new[] { "public.documents" }, true)]
    [InlineData(new[] { "public.*", "jim.files" }, true)]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "documents" }, false)]
    [InlineData(new[] { ".documents" }, false)]
    [InlineData(new[] { "public." }, false)]
    [InlineData(new[] { "public.documents", null }, false)]
    public void Tables_are_told_with_their_schema(string?[] tables, bool fits) =>
        Assert.Equal(
            fits, new WebhookRows(null!, null!, Production).FindFault(new WebhookWish("https://example.com", tables, null)) is null);
}
