using Jim.Platform.Identity;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary><c>token USER</c>: prints a development token and nothing else to standard output.</summary>
public static class TokenCommand
{
    public static int Run(JimSettings settings, string user)
    {
        if (settings.Issuer is not null)
        {
            throw new SettingsException("OIDC_ISSUER is set: tokens come from that issuer, not from the development one.");
        }

        try
        {
            Console.WriteLine(new DevelopmentIssuer(settings.BuildDevelopmentIssuerOptions(), TimeProvider.System).MintFor(user));
            return 0;
        }
        catch (ArgumentException)
        {
            throw new SettingsException($"The realm file knows no user or service client '{user}'.");
        }
    }

    /// <summary>
    /// A command line that prints a token for the server with these settings, for a shell that does not have its variables.
    /// </summary>
    public static string LineFor(JimSettings settings, string user)
    {
        var url = settings.PublicUrl.AbsoluteUri.TrimEnd('/');
        var listen = url == SettingCatalog.DefaultListen ? string.Empty : $" --listen {url}";
        var data = settings.Data == Path.GetFullPath(SettingCatalog.DefaultData) ? string.Empty : $" --data '{settings.Data}'";
        return $"./jim token {user}{listen}{data}";
    }
}
