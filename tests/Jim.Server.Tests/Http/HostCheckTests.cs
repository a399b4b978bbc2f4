using System.Net;
using Jim.Server.Hosting;
using Jim.Server.Http;
using Jim.Server.Settings;

namespace Jim.Server.Tests.Http;

/// <summary>Which hosts are answered: by default those of the public address and of the one it listens at.</summary>
public sealed class HostCheckTests
{
    private static readonly IPAddress pod = IPAddress.Parse("10.2.3.4");

    [Theory]
    [InlineData("http://127.0.0.1:8080", null, null, "localhost 127.0.0.1 [::1] LOCALHOST localhost.", "evil.example 10.9.9.9 127.0.0.2 *")]
    [InlineData("http://localhost:8080", null, null, "localhost 127.0.0.1 [::1] [0:0:0:0:0:0:0:1]", "evil.example localhost.evil.example")]
    [InlineData("http://127.0.0.2:8080", null, null, "127.0.0.2 localhost", "evil.example")]
    [InlineData("http://0.0.0.0:8080", "https://api.example.com", null, "api.example.com API.Example.Com. 127.0.0.1 10.2.3.4",
        "evil.example 10.2.3.5 xapi.example.com example.com api.example.com.evil.example")]
    [InlineData("http://10.2.3.4:80", null, null, "10.2.3.4", "localhost evil.example 010.2.3.4.evil")]
    [InlineData("http://127.0.0.1:8080", "https://api.example.com", "*.example.org,b\u00fccher.example",
        "a.example.org a.b.example.org xn--bcher-kva.example", "example.org api.example.com localhost xexample.org")]
    [InlineData("http://127.0.0.1:8080", null, "*", "evil.example localhost", "")]
    public void The_settings_say_which_hosts_are_answered(string listen, string? publicUrl, string? hosts, string allowed, string refused)
    {
        var settings = JimSettings.Load("/dev/null", new Dictionary<string, string>
        {
            ["JIM_LISTEN"] = listen, ["JIM_PUBLIC_URL"] = publicUrl ?? string.Empty, ["JIM_ALLOWED_HOSTS"] = hosts ?? string.Empty,
        });
        var check = new HostCheck(HostChecking.BuildHosts(settings));

        Assert.All(Split(allowed), host => Assert.True(check.Allows(host, pod), host));
        Assert.All(Split(refused), host => Assert.False(check.Allows(host, pod), host));
        Assert.Equal(hosts == "*", check.Allows(string.Empty, pod));
    }

    [Theory]
    [InlineData("http://api.example.com")]
    [InlineData("api.example.com:8080")]
    [InlineData("a b")]
    [InlineData("api.*.com")]
    public void A_host_that_is_none_is_refused_at_the_start(string host) => Assert.Contains(
        "JIM_ALLOWED_HOSTS", Assert.Throws<SettingsException>(() => JimSettings.Load(
            "/dev/null", new Dictionary<string, string> { ["JIM_ALLOWED_HOSTS"] = host })).Message, StringComparison.Ordinal);

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
