using Jim.Server.Hosting;
using Jim.Server.Http;
using Jim.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Jim.Server.Tests.Http;

/// <summary>To whom the page of GraphiQL is sent, by settings, and what it may do in a browser.</summary>
public sealed class GraphiQLPageTests : IDisposable
{
    private const string Issuer = "https://login.example.com/realms/jim";
    private readonly string _data = Directory.CreateTempSubdirectory("jim-page-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("development", "development", 200)]
    [InlineData("development", "signin", 200)]
    [InlineData("development", "off", 404)]
    [InlineData("production", "development", 404)]
    [InlineData("production", "signin", 200)]
    [InlineData("production", "off", 404)]
    public async Task The_settings_say_to_whom_it_is_sent(string environment, string mode, int status)
    {
        await using var services = Build(("JIM_ENV", environment), ("JIM_GRAPHIQL", mode), ("OIDC_ISSUER", Issuer));
        var page = services.GetRequiredService<GraphiQLPage>();
        Assert.Equal(status, (await AskAsync(services, page.SendAsync)).Status);
        Assert.Equal(status, (await AskAsync(services, page.SendAccessAsync)).Status);
        if (status == 404)
        {
            Assert.Equal(404, (await AskAsync(services, context => page.SendAssetAsync(context, "graphiql.js"))).Status);
        }
    }

    [Fact]
    public async Task It_may_ask_Jim_and_the_issuer_and_stands_in_no_frame()
    {
        await using var services = Build(("JIM_GRAPHIQL", "signin"), ("OIDC_ISSUER", Issuer));
        var (_, _, headers) = await AskAsync(services, services.GetRequiredService<GraphiQLPage>().SendAsync);
        var policy = headers.ContentSecurityPolicy.ToString();
        foreach (var part in (string[])
        [
            "default-src 'self';", "connect-src 'self' ws://127.0.0.1:8080 wss://127.0.0.1:8080 https://login.example.com;",
            "form-action 'self' https://login.example.com;", "frame-src 'none';", "frame-ancestors 'none'",
        ])
        {
            Assert.Contains(part, policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal); // that of default-src: no script but the bundle
        Assert.Equal("no-referrer", headers["Referrer-Policy"].ToString());
    }

    /// <summary>The users of the development issuer are offered, but not one with a password of her own; nor anybody of another
    /// issuer.</summary>
    [Fact]
    public async Task It_offers_users_whose_passwords_are_no_secret()
    {
        var realm = Path.Combine(_data, "realm.json");
        await File.WriteAllTextAsync(realm, """
            {"realm":"jim","enabled":true,"clients":[],"users":[
              {"id":"1","username":"ann","enabled":true,"realmRoles":["jim-admin"],"credentials":[{"type":"password","value":"ann"}]},
              {"id":"2","username":"eve</script>","enabled":true,"credentials":[{"type":"password","value":"eve</script>"}]},
              {"id":"3","username":"sue","enabled":true,"credentials":[{"type":"password","value":"her own"}]}]}
            """, TestContext.Current.CancellationToken);
        await using var development = Build(("JIM_REALM", realm), ("JIM_DATA", _data));
        var page = (await AskAsync(development, development.GetRequiredService<GraphiQLPage>().SendAsync)).Body;
        if (page.Contains("id=\"jim\"", StringComparison.Ordinal)) // else it was built without Node
        {
            Assert.Contains("""{"name":"ann","roles":["jim-admin"]}""", page, StringComparison.Ordinal);
            Assert.DoesNotContain("sue", page, StringComparison.Ordinal);
            Assert.DoesNotContain("eve</script>", page, StringComparison.Ordinal);
        }

        var users = development.GetRequiredService<GraphiQLOptions>().Users;
        Assert.Equal(["ann", "eve</script>"], users.Select(u => u.Username));
        await using var foreign = Build(("JIM_REALM", realm), ("OIDC_ISSUER", Issuer));
        Assert.Empty(foreign.GetRequiredService<GraphiQLOptions>().Users);
    }

    [Theory]
    [InlineData("", "text/html", true)]
    [InlineData("?state=s&code=c", "text/html,*/*", true)]
    [InlineData("?state=s&error=access_denied", "text/html", true)]
    [InlineData("", "application/json", false)]
    [InlineData("?query=%7B__typename%7D", "text/html", false)]
    [InlineData("?query=%7B__typename%7D&state=s", "text/html", false)]
    [InlineData("?state=s&code=c", "application/json", false)]
    public void A_browser_that_comes_back_from_the_issuer_gets_it_too(string query, string accept, bool page)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        request.Headers.Accept = accept;
        Assert.Equal(page, GraphiQLPage.IsAskedFor(request));
    }

    private static ServiceProvider Build(params (string Name, string Value)[] variables)
    {
        var settings = JimSettings.Load(
            "/dev/null", variables.Append(("DATABASE_URL", "postgres://jim@127.0.0.1:1/jim")).Append(("JIM_ALLOW_INSECURE", "DATABASE_URL"))
                .ToDictionary(v => v.Item1, v => v.Item2));
        var services = new ServiceCollection().AddLogging();
        JimHost.AddServices(services, settings);
        return services.BuildServiceProvider();
    }

    private static async Task<(int Status, string Body, IHeaderDictionary Headers)> AskAsync(IServiceProvider services, RequestDelegate ask)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Host = new HostString("127.0.0.1:8080");
        using var body = new MemoryStream();
        context.Response.Body = body;
        await ask(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
