using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Jim.Data;

/// <summary>
/// <c>DATABASE_URL</c>: <c>postgres://user:password@host:port/database?sslmode=…</c>, as libpq and most hosts write it, to Npgsql's form.
/// User, password and database are percent-decoded; <c>host</c> as a parameter names a socket directory. No message ever carries the
/// password.
/// </summary>
public static partial class PostgresUrl
{
    private const string NoHost = "no-host.invalid";

    /// <summary>Npgsql connection string.</summary>
    /// <exception cref="FormatException">What is wrong, for the operator.</exception>
    public static string Parse(string url)
    {
        // Not shown: a text that is no URL may well be a connection string with a password in it.
        if (!Uri.TryCreate(EmptyHost().Replace(url.Trim(), NoHost), UriKind.Absolute, out var uri)
            || uri.Scheme is not ("postgres" or "postgresql"))
        {
            throw new FormatException("a database URL reads postgres://user:password@host:port/database");
        }

        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host is "" or NoHost ? null : Uri.UnescapeDataString(uri.Host).Trim('[', ']'),
            Port = uri.Port < 0 ? 5432 : uri.Port,
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
            Database = uri.AbsolutePath.Length <= 1 ? null : Uri.UnescapeDataString(uri.AbsolutePath[1..]),
        };
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2);
            Set(settings, Uri.UnescapeDataString(parts[0]), parts.Length < 2 ? string.Empty : Uri.UnescapeDataString(parts[1]));
        }

        Require(settings);
        return settings.ConnectionString;
    }

    private static void Require(NpgsqlConnectionStringBuilder settings)
    {
        var missing = settings.Host is null ? "host" : settings.Username is null ? "user" : settings.Database is null ? "database" : null;
        if (missing is not null)
        {
            throw new FormatException($"the database URL names no {missing}: postgres://user:password@host:port/database");
        }
    }

    // libpq's names of what Npgsql knows too.
    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                settings.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new FormatException("sslmode is one of disable, allow, prefer, require, verify-ca, verify-full"),
                };
                break;
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "host":
                settings.Host = value;
                break;
            case "port":
                settings.Port = ReadNumber(name, value);
                break;
            case "connect_timeout":
                settings.Timeout = ReadNumber(name, value);
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "options":
                settings.Options = value;
                break;
            case "channel_binding":
                settings.ChannelBinding = Enum.TryParse<ChannelBinding>(value, ignoreCase: true, out var binding)
                    ? binding
                    : throw new FormatException("channel_binding is one of disable, prefer, require");
                break;
            default:
                throw new FormatException($"the database URL has a parameter that Jim does not know: {name} "
                    + "(known: sslmode, sslrootcert, host, port, connect_timeout, application_name, options, channel_binding)");
        }
    }

    private static int ReadNumber(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} of the database URL is a number");

    // postgres://user@/database?host=/socket: .NET refuses a user without a host.
    [GeneratedRegex("(?<=^[a-z]+://[^/?]*@)(?=/)")]
    private static partial Regex EmptyHost();
}
