using System.Diagnostics;
using System.Net;
using Jim.Platform.Identity;
using Jim.Server.Http;

namespace Jim.Server.Settings;

/// <summary>
/// Every variable that Jim knows: the one list behind <c>.env.example</c>, <c>SETTINGS.md</c>, <c>./jim doctor</c> and the refusal of
/// misspelt names. The settings of limits are made from the limits themselves (<see cref="LimitCatalog"/>).
/// </summary>
public static class SettingCatalog
{
    public const string DefaultListen = "http://127.0.0.1:8080";
    public const string DefaultData = ".jim";
    private const string DefaultMigrations = "migrations";
    private const string DefaultAudience = "jim-api";
    private const string DefaultGraphiQLClient = "jim-graphiql";
    private const string DefaultLogoutClients = "jim-app,jim-graphiql";
    private const string DefaultRealm = "keycloak-realm/jim-realm.json";

    /// <summary>In the order in which they are listed for people.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        Setting.Address(
            "JIM_LISTEN", DefaultListen, "Where the gateway listens: GraphQL at /graphql, files at /files, health at /health.",
            (s, v) => s with { Listen = CheckListen(v) }),
        Setting.Text(
            "JIM_DATA", DefaultData,
            "Folder of the private Postgres, the upload spool, the directory store and the development issuer's key.",
            (s, v) => s with { Data = Path.GetFullPath(v) }),
        Setting.Text(
            "DATABASE_URL", null, "postgres://user:pw@host:port/db?sslmode=…: the login role of gateway and workers.",
            (s, v) => s with { DatabaseUrl = v }) with { Secret = true, Unset = "private Postgres" },
        Setting.Text(
            "DATABASE_OWNER_URL", null, "The role that migrates, seeds and installs triggers.",
            (s, v) => s with { DatabaseOwnerUrl = v }) with { Secret = true, Unset = "same as DATABASE_URL" },
        Setting.List(
            "DATABASE_REPLICA_URLS", null, "Standbys for queries, comma separated, each as DATABASE_URL and one server by itself.",
            (s, v) => s with { DatabaseReplicaUrls = [.. v] }) with { Secret = true, Unset = "none: all is read from DATABASE_URL" },
        Setting.WholeNumber(
            "JIM_REPLICA_LAG_SECONDS", "5", "How old the data of a replica may be; where it is older, DATABASE_URL is asked. At least 1.",
            (s, v) => s with { ReplicaLag = TimeSpan.FromSeconds(Math.Max(v, 1)) }, most: 300),
        Setting.Address(
            "JIM_PUBLIC_URL", null, "The address that clients use: file links, issuer of the development tokens.",
            (s, v) => s with { PublicUrl = v }) with { Unset = "same as JIM_LISTEN" },
        Setting.List(
            "JIM_ALLOWED_HOSTS", null,
            "Hosts that a request may name in its Host header, without scheme and port, comma separated; *.example.com: all below it, "
            + "*: any. Others are answered 421, but for the very IP address at which the request arrived (probes).",
            (s, v) => s with { AllowedHosts = CheckHosts(v) }) with
        {
            Unset = "the hosts of JIM_PUBLIC_URL and JIM_LISTEN; localhost where that is loopback or every address",
        },
        Setting.List(
            "JIM_CORS_ORIGINS", null, "Allowed origins, comma separated.",
            (s, v) => s with { CorsOrigins = [.. v] }) with { Unset = "development: any localhost origin" },
        Setting.List(
            "JIM_TRUSTED_PROXIES", null,
            "Addresses and networks (CIDR) of the proxies before Jim, comma separated: where a connection comes from one of them, "
            + "X-Forwarded-For tells the client's address.",
            (s, v) => s with { TrustedProxies = [.. v.Select(n => ParseNetwork("JIM_TRUSTED_PROXIES", n))] }) with { Unset = "none" },
        Setting.Choice(
            "JIM_MODEL", ["starter", "none"],
            "starter: the starter model's tables are migrated and seeded. none: the database is used as it is.",
            (s, v) => s with { StarterModel = v == "starter" }),
        Setting.List("JIM_SCHEMAS", "public", "Database schemas to expose, comma separated.", (s, v) => s with { Schemas = [.. v] }),
        Setting.Text(
            "JIM_MIGRATIONS", DefaultMigrations, "Folder of the team's own numbered *.sql files that migrate applies once each.",
            (s, v) => s with { Migrations = v }),
        Setting.List(
            "JIM_EXTENSIONS", null, "Assemblies (.dll) with the team's own commands in C#, comma separated (docs/commands.md).",
            (s, v) => s with { Extensions = [.. v] }) with { Unset = "none" },
        Setting.Choice("JIM_CACHE", ["on", "off"], "off: no result cache (for measuring).", (s, v) => s with { Cache = v == "on" }),
        Setting.Choice(
            "JIM_RAISED_MESSAGES", ["on", "off"],
            "off: clients are told the code of a RAISE EXCEPTION in the database's functions and triggers, not its message.",
            (s, v) => s with { RaisedMessages = v == "on" }),
        Setting.ServiceUrl(
            "REDIS_URL", null, "redis://:pw@host:port/0; rediss for TLS.", ["redis", "rediss"],
            (s, v) => s with { RedisUrl = v }) with { Unset = "memory cache" },
        Setting.ServiceUrl(
            "RABBITMQ_URL", null, "amqp://user:pw@host:port/vhost; amqps for TLS.", ["amqp", "amqps"],
            (s, v) => s with { RabbitMqUrl = v }) with { Unset = "in-process queue" },
        .. TargetCatalog.Settings,
        Setting.Address(
            "OIDC_ISSUER", null, "The issuer as tokens name it.",
            (s, v) => s with { Issuer = v }) with { Unset = "development issuer at /realms/jim" },
        Setting.Address(
            "OIDC_METADATA_URL", null, "Where its discovery document is read when OIDC_ISSUER is not reachable from inside.",
            (s, v) => s with { IssuerMetadata = v }) with { Unset = "OIDC_ISSUER" },
        Setting.Text(
            "OIDC_AUDIENCE", DefaultAudience, "The audience that tokens must name.", (s, v) => s with { Audience = v }),
        Setting.Text(
            "OIDC_CLIENT_ID", null,
            "Jim's own client at the issuer, with a service account that may read users (Keycloak: view-users): by it gateways ask about "
            + "who keeps a socket or stream open, every 4 s.",
            (s, v) => s with { ClientId = v }) with { Unset = "disabled users and removed roles count when tokens expire" },
        Setting.Text("OIDC_CLIENT_SECRET", null, "Its secret.", (s, v) => s with { ClientSecret = v }) with { Secret = true },
        Setting.List(
            "OIDC_LOGOUT_CLIENTS", DefaultLogoutClients,
            "The issuer's clients whose back-channel logout URL is /oidc/backchannel-logout, comma separated: logout tokens must be for "
            + "one of them, for JIM_GRAPHIQL_CLIENT or for OIDC_AUDIENCE.",
            (s, v) => s with { LogoutClients = [.. v] }),
        Setting.List(
            "JIM_ROLES", RoleMap.Default.ToString(),
            "Which database role a token's realm roles choose: realm-role:database_role, comma separated; the first that the token has, "
            + "else jim_user.",
            (s, v) => s with { Roles = ParseRoles(v) }),
        Setting.Text(
            "JIM_REALM", DefaultRealm, "The realm file that the development issuer reads.", (s, v) => s with { RealmFile = v }),
        Setting.Choices(
            "JIM_PROCESS", ["gateway", "worker", "keeper"], "What this process does, comma separated.",
            (s, v) => s with { Gateway = v.Contains("gateway"), Worker = v.Contains("worker"), Keeper = v.Contains("keeper") }),
        Setting.Choice(
            "JIM_MUTATIONS", ["direct", "queued"],
            "queued: workers run all mutations, one after another for each user or address (docs/writes.md).",
            (s, v) => s with { QueuesMutations = v == "queued" }),
        Setting.WholeNumber(
            "JIM_MUTATIONS_WAIT_SECONDS", "5",
            "With JIM_MUTATIONS=queued: how long a mutation waits for its result before it is answered with its job (202); the header "
            + "Jim-Wait overrides it.",
            (s, v) => s with { MutationWait = TimeSpan.FromSeconds(v) }, 3600),
        Setting.WholeNumber(
            "JIM_DRAIN_SECONDS", "0",
            "How long a process that is told to stop goes on answering requests, so that a proxy before it leaves it without losing one. "
            + "The image sets 5.",
            (s, v) => s with { Drain = TimeSpan.FromSeconds(v) }, 600),
        Setting.WholeNumber(
            "JIM_JOB_LEASE_SECONDS", "60",
            "How long the job of a worker that died, or whose message the broker lost, waits for another worker; at least 3.",
            (s, v) => s with { JobLease = TimeSpan.FromSeconds(Math.Max(3, v)) }),
        Setting.WholeNumber(
            "JIM_JOB_WAIT_HOURS", "24",
            "How long a job is tried again while it is refused for reasons that pass by waiting (database away or busy, locks, conflicts); "
            + "then it is DEAD. The storing of an upload is never given up for them.",
            (s, v) => s with { JobWait = TimeSpan.FromHours(v) }, 1_000_000),
        Setting.WholeNumber(
            "JIM_KEEP_JOBS_DAYS", "7",
            "How long a keeper keeps jobs that have ended, with their results; 0: for good. Jobs of uploads that failed are kept.",
            (s, v) => s with { KeepJobs = v == 0 ? null : TimeSpan.FromDays(v) }, 100_000),
        Setting.WholeNumber(
            "JIM_KEEP_EVENTS_DAYS", "7", "The same for published rows of the outbox jim.events; 0: for good.",
            (s, v) => s with { KeepEvents = v == 0 ? null : TimeSpan.FromDays(v) }, 100_000),
        Setting.Choice(
            "JIM_CHANGE_EVENTS", ["on", "off"],
            "on: with RABBITMQ_URL, a keeper publishes each change of a tracked table to the exchange jim.events.",
            (s, v) => s with { ChangeEvents = v == "on" }),
        Setting.List(
            "JIM_WEBHOOK_NETWORKS", null,
            "Private addresses and networks (CIDR) that webhooks may call outside of development, also by http, comma separated. Public "
            + "addresses may be called by https.",
            (s, v) => s with { WebhookNetworks = [.. v.Select(n => ParseNetwork("JIM_WEBHOOK_NETWORKS", n))] }) with { Unset = "none" },
        Setting.WholeNumber(
            "JIM_KEEP_CHANGES_HOURS", "72",
            "The same, in hours, for the log of changed rows; 0: for good. Who was away for longer reads again what he needs.",
            (s, v) => s with { KeepChanges = v == 0 ? null : TimeSpan.FromHours(v) }, 1_000_000),
        Setting.WholeNumber(
            "JIM_LIVE_CLOCK_SECONDS", "10",
            "How far apart the runs are of a live query whose policies or views read the clock (now()) or a function without @reads; "
            + "at least 1.",
            (s, v) => s with { LiveClockInterval = TimeSpan.FromSeconds(Math.Max(1, v)) }),
        Setting.Choice(
            "JIM_ENV", ["development", "production"],
            "production: no development issuer, introspection and GraphiQL by role; published secrets and unsafe addresses are refused.",
            (s, v) => s with { Production = v == "production" }),
        Setting.Choice(
            "JIM_GRAPHIQL", ["development", "signin", "off"],
            "GraphiQL at /graphql. development: where everybody may read the schema, which production does not allow. signin: the page, "
            + "which holds no schema, is sent to everybody and opens after a sign-in with the role jim_admin.",
            (s, v) => s with { GraphiQL = ParseGraphiQLMode(v) }),
        Setting.Text(
            "JIM_GRAPHIQL_CLIENT", DefaultGraphiQLClient,
            "The public client of the issuer by which GraphiQL signs in (authorization code with PKCE).",
            (s, v) => s with { GraphiQLClient = v }),
        Setting.List(
            "JIM_ALLOW_INSECURE", null, "Settings that production takes though they are not safe, by their names, comma separated.",
            (s, v) => s with { AllowInsecure = UnsafeSettings.ParseAllowed(v) }) with { Unset = "none" },
        Setting.Text(
            "JIM_OPERATIONS", null,
            "Trusted operations: a folder of *.graphql and *.gql files (the id is the name) and JSON manifests, "
            + "or one manifest (Relay, Apollo).",
            (s, v) => s with { Operations = v }) with { Unset = "none" },
        Setting.Choice(
            "JIM_ONLY_PERSISTED", ["off", "on"], "on: only operations of JIM_OPERATIONS run; administrators may send any.",
            (s, v) => s with { OnlyPersisted = v == "on" }),
        Setting.WholeNumber(
            "JIM_POOL_READS", null, "Connections for short reads; waiting requests queue in front of it.",
            (s, v) => s with { PoolReads = (int)v }) with { Unset = "3 per core" },
        .. TelemetrySettings.All,
        .. LimitCatalog.Settings,
    ];

    /// <summary>
    /// Copies the settings with the value of every variable for which <paramref name="find"/> gives one, and the default of every other.
    /// Throws <see cref="SettingsException"/> for a value that a variable does not allow.
    /// </summary>
    public static JimSettings Read(JimSettings settings, Func<Setting, string?> find)
    {
        var given = ImmutableArray.CreateBuilder<(Setting, string)>();
        foreach (var setting in All)
        {
            var value = find(setting);
            if (value is not null)
            {
                given.Add((setting, setting.Secret ? "(secret)" : value));
            }

            settings = (value ?? setting.Default) is { } used ? setting.Assign(settings, used) : settings;
        }

        return settings with { Given = given.ToImmutable() };
    }

    /// <summary>True for the exact name of a setting, and of the file of a secret.</summary>
    public static bool IsKnown(string name) => Names.Contains(name);

    /// <summary>The known name closest to a misspelt one.</summary>
    public static string FindNearest(string name) => Names.MinBy(known => MeasureDistance(name.ToUpperInvariant(), known))!;

    private static IEnumerable<string> Names => All.Select(s => s.Name).Concat(All.Select(s => s.FileName).OfType<string>());

    private static Uri CheckListen(Uri listen) => listen switch
    {
        { Scheme: "https" } => throw new SettingsException(
            "JIM_LISTEN takes an http address: TLS ends at a proxy, whose https address is JIM_PUBLIC_URL."),
        { PathAndQuery: not "/" } => throw new SettingsException(
            "JIM_LISTEN takes an address without a path, as http://127.0.0.1:8080."),
        _ => listen,
    };

    private static ImmutableArray<string> CheckHosts(string[] hosts)
    {
        foreach (var host in hosts)
        {
            var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            if (name != "*" && Uri.CheckHostName(name.Trim('[', ']')) == UriHostNameType.Unknown)
            {
                throw new SettingsException(
                    $"JIM_ALLOWED_HOSTS does not know '{host}'. It takes hosts without scheme and port, as api.example.com, *.example.com "
                    + "or [::1].");
            }
        }

        return [.. hosts];
    }

    private static IPNetwork ParseNetwork(string setting, string text) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new SettingsException($"{setting}: {text} is neither an address nor a network as 10.0.0.0/8.");

    private static GraphiQLMode ParseGraphiQLMode(string value) => value switch
    {
        "development" => GraphiQLMode.Development,
        "signin" => GraphiQLMode.SignIn,
        "off" => GraphiQLMode.Off,
        _ => throw new UnreachableException(),
    };

    private static RoleMap ParseRoles(string[] pairs)
    {
        try
        {
            return RoleMap.Parse(pairs);
        }
        catch (FormatException e)
        {
            throw new SettingsException($"JIM_ROLES {e.Message}.");
        }
    }

    /// <summary>Levenshtein distance: how many letters to change, add or remove.</summary>
    public static int MeasureDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
