using Jim.Data;
using Npgsql;

namespace Jim.Server.Settings;

/// <summary>
/// What <c>JIM_ENV=production</c> refuses: secrets that everybody knows, addresses without TLS that lead out of the private network, and
/// values that let in everybody. A message names the setting and the cure, and never shows the value.
/// </summary>
public static class UnsafeSettings
{
    private const string NewPassword = "make one by `openssl rand -hex 24`, and give it to the service too";

    /// <summary>
    /// One row for each thing that is looked at: the setting, what is wrong with its value (null: nothing), and what to do. A row is asked
    /// only where its setting was given, but for the issuer, whose default is the fault.
    /// </summary>
    private static readonly ImmutableArray<Rule> rules =
    [
        new("DATABASE_URL", s => FindSecretFault(s.DatabaseUrl), NewPassword),
        new("DATABASE_URL", s => FindPlainPostgres(s.DatabaseUrl), "add ?sslmode=verify-full (or require)"),
        new("DATABASE_OWNER_URL", s => FindSecretFault(s.DatabaseOwnerUrl), NewPassword),
        new("DATABASE_OWNER_URL", s => FindPlainPostgres(s.DatabaseOwnerUrl), "add ?sslmode=verify-full (or require)"),
        new("DATABASE_REPLICA_URLS", s => s.DatabaseReplicaUrls.Select(FindSecretFault).FirstOrDefault(f => f is not null), NewPassword),
        new(
            "DATABASE_REPLICA_URLS", s => s.DatabaseReplicaUrls.Select(FindPlainPostgres).FirstOrDefault(f => f is not null),
            "add ?sslmode=verify-full (or require)"),
        new("REDIS_URL", s => FindSecretFault(s.RedisUrl, "names no password", user: null), NewPassword),
        new("REDIS_URL", s => FindPlainService(s.RedisUrl, "redis"), "use rediss://"),
        new(
            "RABBITMQ_URL", s => FindSecretFault(s.RabbitMqUrl, "names no user and password, so that guest:guest is used", user: "guest"),
            NewPassword),
        new("RABBITMQ_URL", s => FindPlainService(s.RabbitMqUrl, "amqp"), "use amqps://"),
        .. Enumerable.Range(1, TargetCatalog.S3Max).SelectMany(FindS3Rules),
        new(
            "JIM_TARGETS", s => s.Targets.Select(t => FindPlainService(t.Endpoint, "http")).FirstOrDefault(f => f is not null),
            "let each endpoint be an https:// address"),
        new(
            "JIM_TARGETS", s => s.Targets.SelectMany(t => new[] { t.AccessKeyId, t.SecretAccessKey }).Select(FindPublishedFault)
                .FirstOrDefault(f => f is not null), "make keys of its own for each target"),
        new("OIDC_ISSUER", s => s.Issuer switch
        {
            null => "is not set, and the development issuer gives everybody a token",
            { Scheme: "http" } => "is an http address, at which passwords and tokens can be read and keys be changed on their way",
            _ => null,
        }, "name your issuer by its https address, as https://login.example.com/realms/jim"),
        new("OIDC_CLIENT_SECRET", s => FindPublishedFault(s.ClientSecret), "make a secret of its own at the issuer"),
        new("OIDC_METADATA_URL", s => FindPlainService(s.IssuerMetadata, "http"), "use https://, or an address in the private network"),
        new("JIM_PUBLIC_URL", s => FindPlainService(s.PublicUrl, "http"), "let TLS end at a proxy, and name its https address"),
        new("JIM_ALLOWED_HOSTS", s => s.AllowedHosts.Contains("*")
            ? "takes requests to any host" : null, "name each host, as api.example.com or *.example.com"),
        new("JIM_TRUSTED_PROXIES", s => s.TrustedProxies.Any(network => network.PrefixLength == 0)
            ? "takes the word of everybody for where a request comes from" : null, "name the addresses or networks of your proxies"),
        new("JIM_WEBHOOK_NETWORKS", s => s.WebhookNetworks.Any(network => network.PrefixLength == 0)
            ? "lets webhooks reach every address" : null, "name the networks of your receivers"),
        new("JIM_CORS_ORIGINS", s => s.CorsOrigins.Any(IsAnybodysOrigin)
            ? "lets in pages of any origin" : null, "name each origin, as https://app.example.com"),
        new("JIM_CORS_ORIGINS", s => s.CorsOrigins.Any(o => FindPlainService(AsAddress(o), "http") is not null)
            ? "names an http origin, whose pages can be changed on their way" : null, "use https://"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", s =>
            FindPlainService(AsAddress(s.Telemetry.GetValueOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT")), "http"), "use https://"),
    ];

    /// <summary>The names that <c>JIM_ALLOW_INSECURE</c> takes.</summary>
    public static IEnumerable<string> Names => rules.Select(r => r.Setting).Distinct(StringComparer.Ordinal);

    /// <summary>Every fault of the settings, in the table's order, whether or not it is allowed.</summary>
    public static IReadOnlyList<(string Setting, string Fault, string Cure)> Find(JimSettings settings) =>
    [
        .. from rule in rules
           where rule.Setting == "OIDC_ISSUER" || settings.Given.Any(g => g.Setting.Name == rule.Setting)
           let fault = rule.FindFault(settings)
           where fault is not null
           select (rule.Setting, fault, rule.Cure),
    ];

    /// <summary>
    /// Throws <see cref="SettingsException"/> that lists every fault which <c>JIM_ALLOW_INSECURE</c> does not name. Outside of production
    /// nothing is refused.
    /// </summary>
    public static void Refuse(JimSettings settings)
    {
        var refused = settings.Production ? Find(settings).Where(f => !settings.AllowInsecure.Contains(f.Setting)).ToList() : [];
        if (refused.Count > 0)
        {
            var lines = string.Concat(refused.Select(f => $"\n  {f.Setting} {f.Fault}: {f.Cure}"));
            var names = string.Join(',', refused.Select(f => f.Setting).Distinct(StringComparer.Ordinal));
            throw new SettingsException(
                $"JIM_ENV=production refuses settings that are not safe:{lines}\n"
                + $"What is meant as it is must be named: JIM_ALLOW_INSECURE={names}");
        }
    }

    /// <summary>The names of <c>JIM_ALLOW_INSECURE</c>; throws <see cref="SettingsException"/> for one that no row has.</summary>
    public static ImmutableHashSet<string> ParseAllowed(string[] names)
    {
        foreach (var name in names.Where(n => !Names.Contains(n, StringComparer.Ordinal)))
        {
            throw new SettingsException($"JIM_ALLOW_INSECURE does not know '{name}'. It takes: {string.Join(", ", Names)}.");
        }

        return [.. names];
    }

    private static IEnumerable<Rule> FindS3Rules(int number)
    {
        var prefix = TargetCatalog.GetS3Prefix(number);
        S3Settings? Find(JimSettings settings) => settings.S3.GetValueOrDefault(number);
        const string Cure = "make a key of its own in the S3 server";
        return
        [
            new($"{prefix}ENDPOINT", s => FindPlainService(Find(s)?.Endpoint, "http"), "use https://"),
            new($"{prefix}ACCESS_KEY_ID", s => FindPublishedFault(Find(s)?.AccessKeyId), Cure),
            new($"{prefix}SECRET_ACCESS_KEY", s => FindPublishedFault(Find(s)?.SecretAccessKey), Cure),
        ];
    }

    private static string? FindSecretFault(string? databaseUrl)
    {
        if (ParsePostgres(databaseUrl) is not { } database)
        {
            return null;
        }

        // A socket's directory: Postgres asks the kernel who connects.
        return database.Password is null && database.Host!.StartsWith('/')
            ? null
            : FindSecretFault(database.Password, database.Username, "names no password");
    }

    private static string? FindSecretFault(Uri? address, string missing, string? user)
    {
        if (address is null)
        {
            return null;
        }

        var parts = address.UserInfo.Split(':', 2);
        var name = parts[0].Length == 0 ? user : Uri.UnescapeDataString(parts[0]);
        return FindSecretFault(parts.Length < 2 ? null : Uri.UnescapeDataString(parts[1]), name, missing);
    }

    private static string? FindSecretFault(string? secret, string? user, string missing) =>
        string.IsNullOrWhiteSpace(secret) ? missing
        : secret.Equals(user, StringComparison.OrdinalIgnoreCase) ? "has the user's name for a password"
        : PublishedSecrets.Contains(secret) ? "has a default or published password"
        : null;

    private static string? FindPublishedFault(string? key) =>
        key is not null && (string.IsNullOrWhiteSpace(key) || PublishedSecrets.Contains(key)) ? "is a default or published key" : null;

    private static string? FindPlainPostgres(string? url) =>
        ParsePostgres(url) is { SslMode: SslMode.Disable or SslMode.Allow or SslMode.Prefer } database
            && database.Host!.Split(',').Any(h => !NetworkPlaces.IsPrivate(StripPort(h)))
            ? "leads out of the private network, and TLS is not required"
            : null;

    private static string? FindPlainService(Uri? address, string plainScheme) =>
        address?.Scheme == plainScheme && !NetworkPlaces.IsPrivate(address.Host) ? "leads out of the private network without TLS" : null;

    private static bool IsAnybodysOrigin(string origin) =>
        origin.Contains('*', StringComparison.Ordinal) || origin.Equals("null", StringComparison.OrdinalIgnoreCase)
        || origin.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static Uri? AsAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    private static string StripPort(string host)
    {
        var trimmed = host.Trim();
        return trimmed.Count(c => c == ':') == 1 ? trimmed[..trimmed.IndexOf(':', StringComparison.Ordinal)] : trimmed;
    }

    /// <summary>Null where there is none; also where it cannot be read, which is told elsewhere.</summary>
    private static NpgsqlConnectionStringBuilder? ParsePostgres(string? url)
    {
        try
        {
            return url is null ? null : new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(url));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed record Rule(string Setting, Func<JimSettings, string?> FindFault, string Cure);
}
