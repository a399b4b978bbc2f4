using Jim.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Tests.Identity;

/// <summary>The development issuer behind Kestrel, on a port of its own.</summary>
public sealed class DevelopmentIssuerHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-issuer-").FullName;
    private WebApplication? _app;

    public DevelopmentIssuer Issuer { get; private set; } = null!;

    public string KeyFile => Path.Combine(_folder, "keys", "issuer.pem");

    public async ValueTask InitializeAsync()
    {
        var origin = $"http://127.0.0.1:{FreePort.Next()}";
        Issuer = Make($"{origin}/realms/jim");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(origin);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        Map(_app, Issuer);
        await _app.StartAsync();
    }

    public DevelopmentIssuer Make(string issuer, TimeProvider? time = null) =>
        new(new DevelopmentIssuerOptions(issuer, Repository.PathOf("keycloak-realm/jim-realm.json"), KeyFile), time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static void Map(WebApplication app, DevelopmentIssuer issuer)
    {
        var connect = $"{issuer.Path}/protocol/openid-connect";
        app.MapGet($"{issuer.Path}/.well-known/openid-configuration", () => Send(issuer.DescribeEndpoints()));
        app.MapGet($"{connect}/certs", () => Send(issuer.DescribeKeys()));
        app.MapPost($"{connect}/token", async (HttpRequest r) => Send(await issuer.GrantAsync(await Form(r), r.Headers.Authorization)));
        app.MapPost($"{connect}/logout", async (HttpRequest r) => Send(await issuer.LogoutAsync(await Form(r), r.Headers.Authorization)));
        app.MapGet($"{connect}/logout", async (HttpRequest r) => Send(await issuer.ShowLogoutAsync(Query(r))));
        app.MapGet($"{connect}/auth", (HttpRequest r) => Send(issuer.ShowLogin(Query(r))));
        app.MapPost($"{connect}/auth", async (HttpRequest r) => Send(await issuer.SubmitLoginAsync(await Form(r), null, default)));
        app.MapGet($"{connect}/userinfo", async (HttpRequest r, CancellationToken cancellationToken) =>
            Send(await issuer.UserInfoAsync(r.Headers.Authorization, cancellationToken)));
    }

    private static Dictionary<string, string> Query(HttpRequest request) => request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());

    private static async Task<Dictionary<string, string>> Form(HttpRequest request) =>
        (await request.ReadFormAsync()).ToDictionary(q => q.Key, q => q.Value.ToString());

    private static Answer Send(IssuerAnswer answer) => new(answer);

    private sealed class Answer(IssuerAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.Headers.CacheControl = "no-store";
            if (answer.Location is not null)
            {
                response.Headers.Location = answer.Location;
            }

            if (answer.ContentType is not null)
            {
                response.ContentType = answer.ContentType;
                await response.WriteAsync(answer.Body, httpContext.RequestAborted);
            }
        }
    }
}
