using System.Collections.Immutable;
using System.Globalization;

namespace Jim.Server.Settings;

/// <summary>What this process was told, read once at start. Names and meanings: <see cref="SettingCatalog"/>.</summary>
public sealed record JimSettings
{
    public const string DefaultListen = "http://127.0.0.1:8080";
    public const string DefaultData = ".jim";

    public required Uri Listen { get; init; }

    public required string Data { get; init; }

    public string? DatabaseUrl { get; init; }

    public string? DatabaseOwnerUrl { get; init; }

    public required Uri PublicUrl { get; init; }

    public required ImmutableArray<string> CorsOrigins { get; init; }

    /// <summary>False: <c>JIM_MODEL=none</c>.</summary>
    public required bool StarterModel { get; init; }

    public required ImmutableArray<string> Schemas { get; init; }

    public required string Migrations { get; init; }

    public required bool Cache { get; init; }

    public string? RedisUrl { get; init; }

    public string? RabbitMqUrl { get; init; }

    public S3Settings? S3 { get; init; }

    /// <summary>Null: the development issuer.</summary>
    public Uri? Issuer { get; init; }

    public Uri? IssuerMetadata { get; init; }

    public required string Audience { get; init; }

    public required string RealmFile { get; init; }

    public required bool Gateway { get; init; }

    public required bool Worker { get; init; }

    public required bool Keeper { get; init; }

    public required TimeSpan JobLease { get; init; }

    public required bool Production { get; init; }

    /// <summary>Folder or manifest of trusted operations; null: none.</summary>
    public string? Operations { get; init; }

    public required bool OnlyPersisted { get; init; }

    public int? PoolReads { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>Reads the environment over <paramref name="envFile"/>. Throws <see cref="SettingsException"/> with the cure.</summary>
    public static JimSettings Load(string envFile, Func<string, string?> environment)
    {
        var file = EnvironmentFile.Read(envFile);
        var read = new SettingReader(name =>
            environment(name) is { Length: > 0 } set ? set
            : file.GetValueOrDefault(name) is { Length: > 0 } v ? v : null);
        var listen = read.Address("JIM_LISTEN") ?? new Uri(DefaultListen);
        var processes = read.List("JIM_PROCESS", "gateway,worker,keeper");
        SettingReader.OneOf("JIM_PROCESS", processes, "gateway", "worker", "keeper");
        var settings = new JimSettings
        {
            Listen = listen,
            Data = Path.GetFullPath(read.Text("JIM_DATA") ?? DefaultData),
            DatabaseUrl = read.Text("DATABASE_URL"),
            DatabaseOwnerUrl = read.Text("DATABASE_OWNER_URL") ?? read.Text("DATABASE_URL"),
            PublicUrl = read.Address("JIM_PUBLIC_URL") ?? listen,
            CorsOrigins = read.List("JIM_CORS_ORIGINS", string.Empty),
            StarterModel = read.Choice("JIM_MODEL", "starter", "none") == "starter",
            Schemas = read.List("JIM_SCHEMAS", "public"),
            Migrations = read.Text("JIM_MIGRATIONS") ?? "migrations",
            Cache = read.Choice("JIM_CACHE", "on", "off") == "on",
            RedisUrl = read.Text("REDIS_URL"),
            RabbitMqUrl = read.Text("RABBITMQ_URL"),
            S3 = S3Settings.From(read),
            Issuer = read.Address("OIDC_ISSUER"),
            IssuerMetadata = read.Address("OIDC_METADATA_URL"),
            Audience = read.Text("OIDC_AUDIENCE") ?? "jim-api",
            RealmFile = read.Text("JIM_REALM") ?? "keycloak-realm/jim-realm.json",
            Gateway = processes.Contains("gateway"),
            Worker = processes.Contains("worker"),
            Keeper = processes.Contains("keeper"),
            JobLease = TimeSpan.FromSeconds(Math.Max(3, read.Count("JIM_JOB_LEASE_SECONDS", 60))),
            Production = read.Choice("JIM_ENV", "development", "production") == "production",
            Operations = read.Text("JIM_OPERATIONS"),
            OnlyPersisted = read.Choice("JIM_ONLY_PERSISTED", "off", "on") == "on",
            PoolReads = read.Text("JIM_POOL_READS") is null ? null : read.Count("JIM_POOL_READS", 6),
            Limits = LimitSettings.From(read),
        };
        return settings switch
        {
            { Production: true, Issuer: null } =>
                throw new SettingsException("JIM_ENV=production needs OIDC_ISSUER: the development issuer does not start there."),
            { OnlyPersisted: true, Operations: null } =>
                throw new SettingsException("JIM_ONLY_PERSISTED=on needs JIM_OPERATIONS: without it nothing could be asked."),
            _ => settings,
        };
    }
}

/// <summary>One S3 target.</summary>
public sealed record S3Settings(Uri Endpoint, string Region, string Bucket, string AccessKey, string SecretKey)
{
    internal static S3Settings? From(SettingReader read) => read.Address("S3_ENDPOINT") is not { } endpoint
        ? null
        : new S3Settings(
            endpoint, read.Text("S3_REGION") ?? "us-east-1", read.Text("S3_BUCKET") ?? "jim",
            read.Text("S3_ACCESS_KEY_ID") ?? throw new SettingsException("S3_ENDPOINT is set, but S3_ACCESS_KEY_ID is not."),
            read.Text("S3_SECRET_ACCESS_KEY") ?? throw new SettingsException("S3_ENDPOINT is set, but S3_SECRET_ACCESS_KEY is not."));
}

/// <summary>Turns texts into typed settings; each refusal names the variable and what it takes.</summary>
internal sealed class SettingReader(Func<string, string?> read)
{
    public string? Text(string name) => read(name);

    public Uri? Address(string name) => read(name) is not { } text
        ? null
        : Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new SettingsException($"{name} is not an http address, as http://127.0.0.1:8080.");

    public ImmutableArray<string> List(string name, string otherwise) =>
        [.. (read(name) ?? otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public string Choice(string name, params string[] choices)
    {
        var value = read(name) ?? choices[0];
        OneOf(name, [value], choices);
        return value;
    }

    public static void OneOf(string name, IEnumerable<string> values, params string[] choices)
    {
        if (values.FirstOrDefault(v => !choices.Contains(v)) is { } wrong)
        {
            throw new SettingsException($"{name} does not know '{wrong}'. It takes: {string.Join(", ", choices)}.");
        }
    }

    public int Count(string name, int otherwise) => checked((int)Math.Min(Size(name, otherwise), int.MaxValue));

    public long Size(string name, long otherwise) => read(name) is not { } text
        ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SettingsException($"{name} is not a whole number.");
}
