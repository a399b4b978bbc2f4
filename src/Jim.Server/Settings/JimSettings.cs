using Jim.Platform.Identity;
using Jim.Server.Http;

namespace Jim.Server.Settings;

/// <summary>
/// The settings of this process, read once at its start. <see cref="SettingCatalog"/> says which variable sets what, and the defaults.
/// </summary>
public sealed record JimSettings
{
    private JimSettings()
    {
    }

    /// <summary>Where the HTTP server listens; an address without a path.</summary>
    public Uri Listen { get; init; } = new(SettingCatalog.DefaultListen);

    /// <summary>Folder of everything that this process stores on disk; an absolute path.</summary>
    public string Data { get; init; } = string.Empty;

    /// <summary>A <c>postgres://</c> address of the role that serves requests, with its password; null: not set.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>The same for the role that owns the database and migrates it; null only where neither is set.</summary>
    public string? DatabaseOwnerUrl { get => field ?? DatabaseUrl; init; }

    /// <summary>As <see cref="DatabaseUrl"/>: standbys that queries may be read from.</summary>
    public ImmutableArray<string> DatabaseReplicaUrls { get; init; } = [];

    /// <summary>How far behind the primary an answer of a replica may be.</summary>
    public TimeSpan ReplicaLag { get; init; }

    /// <summary>The address at which clients reach the gateway, in file links and in the development issuer's tokens.</summary>
    public Uri PublicUrl { get => field ?? Listen; init; }

    /// <summary>Origins whose pages may call the gateway; empty: not set.</summary>
    public ImmutableArray<string> CorsOrigins { get; init; } = [];

    /// <summary>Hosts that requests may name, as <c>HostCheck</c> takes them; empty: not set.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>True: the tables of the starter model are migrated and seeded; false: the database is used as it is.</summary>
    public bool StarterModel { get; init; }

    /// <summary>Names of the database schemas that become the GraphQL schema.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Folder of the team's own migrations, which need not exist.</summary>
    public string Migrations { get; init; } = string.Empty;

    /// <summary>Paths of the assemblies with the team's own commands.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>False: no answer is kept in the result cache.</summary>
    public bool Cache { get; init; }

    /// <summary>Clients are told the messages of RAISE in the database's functions and triggers.</summary>
    public bool RaisedMessages { get; init; }

    /// <summary>With its password; null: the result cache is in the memory of this process.</summary>
    public Uri? RedisUrl { get; init; }

    /// <summary>With its password; null: messages between workers stay in this process.</summary>
    public Uri? RabbitMqUrl { get; init; }

    /// <summary>The S3 servers that <c>S3_…</c> and <c>S3_2_…</c> to <c>S3_9_…</c> name, by number.</summary>
    public ImmutableSortedDictionary<int, S3Settings> S3 { get; init; } = ImmutableSortedDictionary<int, S3Settings>.Empty;

    /// <summary>The path of the file of targets; null: none.</summary>
    public string? TargetsFile { get; init; }

    /// <summary>Where files are kept, most wanted first; empty: in a directory below <see cref="Data"/>.</summary>
    public ImmutableArray<TargetSettings> Targets { get; init; } = [];

    /// <summary>Verified copies that a version of a file needs to be stored; null: one of one or two targets, two of more.</summary>
    public int? Copies { get; init; }

    /// <summary>How long deleted files are kept; null: for good.</summary>
    public TimeSpan? Trash { get; init; }

    /// <summary>The issuer whose tokens are accepted; null: the development issuer in this process.</summary>
    public Uri? Issuer { get; init; }

    /// <summary>Where the issuer's discovery document is read; null: below <see cref="Issuer"/>.</summary>
    public Uri? IssuerMetadata { get; init; }

    /// <summary>What the claim <c>aud</c> of a token must hold.</summary>
    public string Audience { get; init; } = string.Empty;

    /// <summary>Jim's own client at the issuer; null: the issuer is not asked about tokens.</summary>
    public string? ClientId { get; init; }

    /// <summary>Not null where <see cref="ClientId"/> is set.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The issuer's clients whose logout tokens are taken.</summary>
    public ImmutableArray<string> LogoutClients { get; init; } = [];

    /// <summary>The networks of the proxies that may tell a client's address; none: the address is that of the connection.</summary>
    public ImmutableArray<System.Net.IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Private networks that webhooks may call outside of development.</summary>
    public ImmutableArray<System.Net.IPNetwork> WebhookNetworks { get; init; } = [];

    /// <summary>Which database role a token's realm roles choose.</summary>
    public RoleMap Roles { get; init; } = RoleMap.Default;

    /// <summary>A realm export of Keycloak (JSON) with the users and clients of the development issuer.</summary>
    public string RealmFile { get; init; } = string.Empty;

    /// <summary>This process answers GraphQL and file requests.</summary>
    public bool Gateway { get; init; }

    /// <summary>This process runs jobs.</summary>
    public bool Worker { get; init; }

    /// <summary>This process does regular duties while it leads, as sending messages again that were lost.</summary>
    public bool Keeper { get; init; }

    /// <summary>How long requests are answered after this process was told to stop: see <c>Draining</c>.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>For how long a worker holds a job without renewing its claim; then another worker may run it.</summary>
    public TimeSpan JobLease { get; init; }

    /// <summary>Workers run all mutations.</summary>
    public bool QueuesMutations { get; init; }

    /// <summary>How long those wait for their results.</summary>
    public TimeSpan MutationWait { get; init; }

    /// <summary>How long a job is tried again whose refusals would pass by waiting; then it is dead.</summary>
    public TimeSpan JobWait { get; init; }

    /// <summary>How long jobs are kept that have ended; null: for good.</summary>
    public TimeSpan? KeepJobs { get; init; }

    /// <summary>How long events are kept that were published; null: for good.</summary>
    public TimeSpan? KeepEvents { get; init; }

    /// <summary>With RabbitMQ: a keeper publishes changes of rows to other systems.</summary>
    public bool ChangeEvents { get; init; }

    /// <summary>How long the change log is kept; null: for good.</summary>
    public TimeSpan? KeepChanges { get; init; }

    /// <summary>How far apart the runs are of a live query that no change tells of: see <c>LiveOptions</c>.</summary>
    public TimeSpan LiveClockInterval { get; init; }

    /// <summary>True: <c>JIM_ENV=production</c>; what is only meant for development is off.</summary>
    public bool Production { get; init; }

    /// <summary>To whom the page of GraphiQL is sent.</summary>
    public GraphiQLMode GraphiQL { get; init; }

    /// <summary>The issuer's client by which GraphiQL signs in.</summary>
    public string GraphiQLClient { get; init; } = string.Empty;

    /// <summary>The settings that production takes though they are not safe: see <see cref="UnsafeSettings"/>.</summary>
    public ImmutableHashSet<string> AllowInsecure { get; init; } = [];

    /// <summary>Folder or manifest of trusted operations; null: none.</summary>
    public string? Operations { get; init; }

    /// <summary>True: callers other than administrators may run trusted operations only.</summary>
    public bool OnlyPersisted { get; init; }

    /// <summary>Connections for short reads; null: a number that follows from the cores and the round-trip time to Postgres.</summary>
    public int? PoolReads { get; init; }

    /// <summary>The <c>OTEL_…</c> variables that were set, by name, as OpenTelemetry reads them.</summary>
    public ImmutableDictionary<string, string> Telemetry { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The limits that were set (<c>JIM_LIMIT_…</c>).</summary>
    public LimitValues Limits { get; init; } = LimitValues.Defaults;

    /// <summary>
    /// The variables that were set, in the catalog's order, each with what may be printed of it: a secret's value is left out.
    /// </summary>
    public ImmutableArray<(Setting Setting, string Shown)> Given { get; init; } = [];

    /// <summary>Variables of the environment that begin with <c>JIM_</c> and are no setting, nor close to one; to warn of.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>
    /// Reads each variable where <see cref="SettingSources"/> finds it. Throws
    /// <see cref="SettingsException"/>, whose message says what to change.
    /// </summary>
    /// <param name="envFile">Path of a <c>.env</c> file, which need not exist.</param>
    /// <param name="environment">The variables that are set, by name.</param>
    public static JimSettings Load(string envFile, IReadOnlyDictionary<string, string> environment)
    {
        var sources = new SettingSources(environment, EnvironmentFile.Read(envFile));
        var unknown = EnvironmentNames.FindUnknown(environment.Keys);
        var settings = SettingCatalog.Read(new JimSettings { Unknown = [.. unknown] }, sources.Find);
        settings = settings with { Targets = TargetCatalog.ReadAll(settings, sources) };
        UnsafeSettings.Refuse(settings);
        return settings switch
        {
            { OnlyPersisted: true, Operations: null } =>
                throw new SettingsException("JIM_ONLY_PERSISTED=on needs JIM_OPERATIONS: without it nothing could be asked."),
            { ClientId: not null, ClientSecret: null } =>
                throw new SettingsException("OIDC_CLIENT_ID is set, but OIDC_CLIENT_SECRET is not."),
            _ => settings,
        };
    }
}
