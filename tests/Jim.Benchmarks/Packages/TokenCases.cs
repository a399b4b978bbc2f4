using System.Security.Claims;
using System.Text.Json;
using Jim.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Benchmarks.Packages;

/// <summary>
/// One token of Keycloak's form, checked by <see cref="TokenValidator"/> and by what Keycloak.AuthServices sets up: ASP.NET's JwtBearer
/// handler, a claims transformation that makes roles of <c>realm_access</c>, and an authorization policy. The package itself cannot be
/// restored where this project is built; its part of the work, the transformation, is written here as it documents it.
/// </summary>
public sealed class TokenCases : IDisposable
{
    private const string Audience = "jim-api";
    private const string Scheme = "Bearer";
    private readonly string _header;
    private readonly TokenValidator _remembers;
    private readonly Func<TokenValidator> _forgets;
    private readonly ServiceProvider _services;

    public TokenCases(string folder, string realmFile)
    {
        var issuer = new DevelopmentIssuer(
            new DevelopmentIssuerOptions("http://127.0.0.1:8080/realms/jim", realmFile, Path.Combine(folder, "key.pem")),
            TimeProvider.System);
        var (options, keys) = (new IdentityOptions(issuer.Issuer, Audience: Audience), new IssuerKeySource(issuer));
        _header = $"{Scheme} {issuer.MintFor("carol")}";
        _remembers = new TokenValidator(options, keys, TimeProvider.System);
        _forgets = () => new TokenValidator(options, keys, TimeProvider.System);
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication(Scheme).AddJwtBearer(o =>
        {
            o.Configuration = new() { Issuer = issuer.Issuer };
            o.Configuration.SigningKeys.Add(issuer.Key.Public);
            o.TokenValidationParameters = new TokenValidationParameters { ValidIssuer = issuer.Issuer, ValidAudience = Audience };
        });
        services.AddSingleton<IClaimsTransformation, RealmRoles>();
        services.AddAuthorization(o => o.AddPolicy("admin", p => p.RequireAuthenticatedUser().RequireRole("jim-admin")));
        _services = services.BuildServiceProvider();
    }

    /// <summary>A token that was seen before: a request of a client after its first one.</summary>
    public Task KnownAsync() => ExpectAdministratorAsync(_remembers);

    /// <summary>A token that is seen for the first time, signature included.</summary>
    public Task FirstAsync() => ExpectAdministratorAsync(_forgets());

    /// <summary>The same by ASP.NET, which validates at each request.</summary>
    public async Task AspNetAsync() => Expect(await AuthorizeAsync());

    public void Dispose() => _services.Dispose();

    private async Task ExpectAdministratorAsync(TokenValidator validator) =>
        Expect((await validator.ValidateHeaderAsync(_header, CancellationToken.None)).Caller?.Role == "jim_admin");

    private async Task<bool> AuthorizeAsync()
    {
        await using var scope = _services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = _header;
        var result = await context.AuthenticateAsync(Scheme);
        return result.Principal is { } user
            && (await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, "admin")).Succeeded;
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The token was not accepted.");
        }
    }

    private sealed class RealmRoles : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var result = principal.Clone();
            if (result.Identity is ClaimsIdentity identity && principal.FindFirst("realm_access") is { } access)
            {
                using var document = JsonDocument.Parse(access.Value);
                foreach (var role in document.RootElement.GetProperty("roles").EnumerateArray())
                {
                    identity.AddClaim(new Claim(identity.RoleClaimType, role.GetString()!));
                }
            }

            return Task.FromResult(result);
        }
    }
}
