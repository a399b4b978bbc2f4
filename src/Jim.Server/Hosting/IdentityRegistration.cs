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
            services.AddSingleton(settings.BuildDevelopmentIssuerOptions()).AddSingleton(BuildDevelopmentIssuer);
            services.AddSingleton<ISigningKeys, IssuerKeySource>();
        }

        if (settings.BuildIssuerClientOptions() is { } client)
        {
            services.AddSingleton(client).AddSingleton<IssuerClient>().AddSingleton<RightsCheck>();
            if (settings.Gateway)
            {
                services.AddHostedService<RightsChecking>();
            }
        }

        services.AddSingleton<Revocations>().AddSingleton<RevocationLog>();
        services.AddSingleton<TokenValidator>().AddSingleton<LogoutTokenReader>();
    }

    /// <summary>It tells of ended sessions without HTTP.</summary>
    private static DevelopmentIssuer BuildDevelopmentIssuer(IServiceProvider services)
    {
        var issuer = new DevelopmentIssuer(
            services.GetRequiredService<DevelopmentIssuerOptions>(), services.GetRequiredService<TimeProvider>());
        issuer.SessionEnded += ended =>
            _ = services.GetRequiredService<RevocationLog>().RevokeAsync(ended, CancellationToken.None);
        return issuer;
    }
}
