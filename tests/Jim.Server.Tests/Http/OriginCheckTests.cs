using Jim.Server.Hosting;
using Jim.Server.Http;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Jim.Server.Tests.Http;

/// <summary>Which pages may open a WebSocket of a Jim in production.</summary>
public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("https://api.example.com", "api.example.com", true)]
    [InlineData("https://API.example.com", "api.example.com:443", true)]
    [InlineData("https://api.example.com:8443", "api.example.com", true)] // the port of the public address
    [InlineData("https://app.example.com", "api.example.com", true)]
    [InlineData("https://app.example.com:444", "api.example.com", false)]
    [InlineData("https://api.example.com:9", "api.example.com", false)]
    [InlineData("http://localhost:3000", "api.example.com", false)]
    [InlineData("http://10.0.2.2:5000", "10.0.2.2:5000", true)] // React Native tells the server's own address
    [InlineData("https://api.example.com.evil.example", "api.example.com", false)]
    [InlineData("https://api.example.com@evil.example", "api.example.com", false)]
    [InlineData("null", "api.example.com", false)]
    [InlineData("file://", "api.example.com", false)]
    [InlineData("api.example.com", "api.example.com", false)]
    [InlineData("", "", false)]
    public void An_origin_is_compared_as_by_CORS_and_with_the_host(string origin, string host, bool allowed)
    {
        var settings = JimSettings.Load("/dev/null", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["JIM_ENV"] = "production", ["OIDC_ISSUER"] = "https://login.example.com/realms/jim",
            ["DATABASE_URL"] = "postgres://jim@/jim?host=/run",
            ["JIM_CORS_ORIGINS"] = "https://app.example.com", ["JIM_PUBLIC_URL"] = "https://api.example.com:8443",
        });
        var cors = new CorsOptions();
        cors.AddDefaultPolicy(policy => Listening.Cors(policy, settings));
        var check = new OriginCheck(Options.Create(cors), settings.PublicUrl);
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        Assert.True(check.Allows(request));
        request.Headers.Origin = origin;
        Assert.Equal(allowed, check.Allows(request));
        request.Headers.Append("Origin", "https://evil.example");
        Assert.False(check.Allows(request));
    }
}
