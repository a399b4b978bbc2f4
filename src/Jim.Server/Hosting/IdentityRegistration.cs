using Jim.Platform.Identity;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>
/// Registers the validation of tokens, with the keys of the issuer that is set (<c>OIDC_ISSUER</c>) or else of the development issuer,
/// which runs in this process.
/// </summary>
public static class IdentityRegistration
{
    public static void AddJimIdentity(this IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(settings.BuildIdentityOptions()).AddSingleton(settings.Roles);
        if (settings.Issuer is not null)
        {
            services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));
            services.AddSingleton<JwksKeySource>().AddSingleton<ISigningKeys>(p => p.GetRequiredService<JwksKeySource>());
        }
        else
        {
            services.AddSingleton(settings.BuildDevelopmentIssuerOptions()).AddSingleton<DevelopmentIssuer>();
            services.AddSingleton<ISigningKeys, IssuerKeySource>();
        }

        services.AddSingleton<TokenValidator>();
    }
}
