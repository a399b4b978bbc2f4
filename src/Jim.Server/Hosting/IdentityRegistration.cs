using Jim.Platform.Identity;
using Jim.Server.Console;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>Tokens: of the issuer that is set, else of the development issuer in this process.</summary>
public static class IdentityRegistration
{
    public static void AddJimIdentity(this IServiceCollection services, JimSettings settings)
    {
        if (settings.Issuer is { } issuer)
        {
            services.AddSingleton(new IdentityOptions(
                issuer.AbsoluteUri.TrimEnd('/'), settings.IssuerMetadata?.AbsoluteUri, settings.Audience));
            services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));
            services.AddSingleton<ISigningKeys, JwksKeySource>();
        }
        else
        {
            var development = TokenCommand.IssuerOptionsOf(settings);
            services.AddSingleton(new IdentityOptions(development.Issuer, Audience: settings.Audience));
            services.AddSingleton(new DevelopmentIssuer(development, TimeProvider.System));
            services.AddSingleton<ISigningKeys, IssuerKeySource>();
        }

        services.AddSingleton<TokenValidator>();
    }
}
