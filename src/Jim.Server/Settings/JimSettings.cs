using System.Collections.Immutable;

namespace Jim.Server.Settings;

/// <summary>
/// The settings of this process, read once at its start. <see cref="SettingCatalog"/> says which variable sets what, and the defaults.
/// </summary>
public sealed record JimSettings
{
    private JimSettings()
    {
    }

    public Uri Listen { get; init; } = new(SettingCatalog.DefaultListen);

    /// <summary>An absolute path.</summary>
    public string Data { get; init; } = string.Empty;

    public string? DatabaseUrl { get; init; }

    public string? DatabaseOwnerUrl { get => field ?? DatabaseUrl; init; }

    public Uri PublicUrl { get => field ?? Listen; init; }

    public ImmutableArray<string> CorsOrigins { get; init; } = [];

    /// <summary>False: <c>JIM_MODEL=none</c>.</summary>
    public bool StarterModel { get; init; }

    public ImmutableArray<string> Schemas { get; init; } = [];

    public string Migrations { get; init; } = string.Empty;

    public bool Cache { get; init; }

    public Uri? RedisUrl { get; init; }

    public Uri? RabbitMqUrl { get; init; }

    /// <summary>Null: files are in a directory below <see cref="Data"/>.</summary>
    public Uri? S3Endpoint { get; init; }

    public string S3Region { get; init; } = string.Empty;

    public string S3Bucket { get; init; } = string.Empty;

    public string? S3AccessKeyId { get; init; }

    public string? S3SecretAccessKey { get; init; }

    /// <summary>Null: the development issuer.</summary>
    public Uri? Issuer { get; init; }

    /// <summary>Where the issuer's discovery document is read; null: below <see cref="Issuer"/>.</summary>
    public Uri? IssuerMetadata { get; init; }

    public string Audience { get; init; } = string.Empty;

    public string RealmFile { get; init; } = string.Empty;

    public bool Gateway { get; init; }

    public bool Worker { get; init; }

    public bool Keeper { get; init; }

    public TimeSpan JobLease { get; init; }

    public bool Production { get; init; }

    /// <summary>Folder or manifest of trusted operations; null: none.</summary>
    public string? Operations { get; init; }

    public bool OnlyPersisted { get; init; }

    /// <summary>Connections for short reads; null: as many as the machine's cores and the way to Postgres ask for.</summary>
    public int? PoolReads { get; init; }

    /// <summary>The <c>OTEL_…</c> variables that were set, by name, as OpenTelemetry reads them.</summary>
    public ImmutableDictionary<string, string> Telemetry { get; init; } = ImmutableDictionary<string, string>.Empty;

    public LimitValues Limits { get; init; } = LimitValues.Defaults;

    /// <summary>The variables that were set, in the catalog's order; for <c>doctor</c>. Values of secrets are not here.</summary>
    public ImmutableArray<(Setting Setting, string Shown)> Given { get; init; } = [];

    /// <summary>Reads the environment over <paramref name="envFile"/>. Throws <see cref="SettingsException"/> with the cure.</summary>
    public static JimSettings Load(string envFile, Func<string, string?> environment)
    {
        var file = EnvironmentFile.Read(envFile);
        string? Read(string name) =>
            environment(name) is { Length: > 0 } set ? set
            : file.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var settings = SettingCatalog.Read(new JimSettings(), Read);
        return settings switch
        {
            { Production: true, Issuer: null } =>
                throw new SettingsException("JIM_ENV=production needs OIDC_ISSUER: the development issuer does not start there."),
            { OnlyPersisted: true, Operations: null } =>
                throw new SettingsException("JIM_ONLY_PERSISTED=on needs JIM_OPERATIONS: without it nothing could be asked."),
            { S3Endpoint: not null, S3AccessKeyId: null } =>
                throw new SettingsException("S3_ENDPOINT is set, but S3_ACCESS_KEY_ID is not."),
            { S3Endpoint: not null, S3SecretAccessKey: null } =>
                throw new SettingsException("S3_ENDPOINT is set, but S3_SECRET_ACCESS_KEY is not."),
            _ => settings,
        };
    }
}
