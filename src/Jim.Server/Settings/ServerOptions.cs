using System.Globalization;
using Jim.Data;
using Jim.Data.Migrations;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;
using Jim.Platform.Files;
using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Platform.Webhooks;
using Jim.Postgres.Running;
using Jim.Server.Http;
using Npgsql;

namespace Jim.Server.Settings;

/// <summary>The options of each part, made from the settings: one place for the server, the health checks and the commands.</summary>
public static class ServerOptions
{
    /// <summary>Npgsql's connection string of the login role. Throws <see cref="SettingsException"/> where none is set.</summary>
    public static string BuildConnectionString(this JimSettings settings) => ParseDatabaseUrl(settings.DatabaseUrl);

    /// <summary>Npgsql's connection string of the role that owns the database.</summary>
    public static string BuildOwnerConnectionString(this JimSettings settings) => ParseDatabaseUrl(settings.DatabaseOwnerUrl);

    /// <summary>The options of <c>migrate</c>.</summary>
    public static MigrateOptions BuildMigrateOptions(this JimSettings settings) => new(
        settings.BuildOwnerConnectionString(), new NpgsqlConnectionStringBuilder(settings.BuildConnectionString()).Username!,
        settings.StarterModel ? DataModel.Starter : DataModel.None, settings.Schemas,
        Directory.Exists(settings.Migrations) ? settings.Migrations : null);

    /// <summary>
    /// The pools of connections that requests use. Postgres ends a statement five seconds before the deadline of its operation (of a short
    /// deadline, a quarter earlier), so that the client gets an error that says so before its request is cut off.
    /// </summary>
    public static PoolOptions BuildPoolOptions(this JimSettings settings)
    {
        var operation = settings.Limits.Apply(new RequestOptions(settings.Cache, SchemaForAll: false)).OperationTime;
        var options = settings.Limits.Apply(new PoolOptions(settings.BuildConnectionString())) with
        {
            StatementTimeout = operation - TimeSpan.FromSeconds(Math.Min(5, operation.TotalSeconds / 4)),
            Disclosure = new Disclosure(Constraints: !settings.Production, settings.RaisedMessages),
        };
        return settings.PoolReads is { } reads ? options with { Reads = reads } : options;
    }

    /// <summary>The same for each replica; empty where this process reads from none.</summary>
    public static ImmutableArray<PoolOptions> BuildReplicaOptions(this JimSettings settings)
    {
        var options = settings.Gateway && !settings.DatabaseReplicaUrls.IsEmpty ? settings.BuildPoolOptions() : null;
        try
        {
            return [.. settings.DatabaseReplicaUrls.Where(_ => options is not null)
                .Select(url => options! with { ConnectionString = PostgresUrl.Parse(url) })];
        }
        catch (FormatException e)
        {
            throw new SettingsException($"DATABASE_REPLICA_URLS: {e.Message}.");
        }
    }

    /// <summary>The limits of every document, of a request as of a trusted operation.</summary>
    public static ParserOptions BuildParserOptions(this JimSettings settings) => settings.Limits.Apply(ParserOptions.Default);

    /// <summary>Limits and switches of request execution.</summary>
    public static RequestOptions BuildRequestOptions(this JimSettings settings)
    {
        var validation = settings.Limits.Apply(ValidationOptions.Default);
        var coercion = settings.Limits.Apply(CoercionLimits.Default);
        return settings.Limits.Apply(new RequestOptions(settings.Cache, SchemaForAll: !settings.Production)) with
        {
            Parser = settings.BuildParserOptions(),
            Validation = validation,
            QueuesMutations = settings.QueuesMutations,
            MutationWait = settings.MutationWait,
            Coercion = coercion with { ErrorsMax = validation.ErrorsMax ?? coercion.ErrorsMax },
        };
    }

    /// <summary>What is read of the database's structure, without the fields of C# code.</summary>
    public static SnapshotOptions BuildSnapshotOptions(this JimSettings settings) =>
        new(settings.Schemas) { Roles = settings.Roles.DatabaseRoles, Caches = settings.BuildCacheOptions() };

    /// <summary>How much memory the caches take that clients fill.</summary>
    public static CacheOptions BuildCacheOptions(this JimSettings settings) =>
        settings.Limits.Apply(CacheOptions.Default) with { Roles = settings.Roles.DatabaseRoles.Length };

    /// <summary>The intervals of jobs, and how long they are kept.</summary>
    public static JobsOptions BuildJobsOptions(this JimSettings settings) => JobsOptions.WithLease(settings.JobLease) with
    {
        WaitMax = settings.JobWait,
        KeepJobs = settings.KeepJobs,
        KeepEvents = settings.KeepEvents,
        KeepChanges = settings.KeepChanges,
    };

    /// <summary>Where uploads wait, and how large they may be.</summary>
    public static FilesOptions BuildFilesOptions(this JimSettings settings) =>
        settings.Limits.Apply(new FilesOptions(Path.Combine(settings.Data, "spool"))) with
        {
            TellRaised = settings.RaisedMessages,
            UploadsAddress = new Uri($"{settings.PublicUrl.AbsoluteUri.TrimEnd('/')}/files/uploads/"),
            Trash = settings.Trash,
            Copies = settings.Copies ?? (settings.BuildTargets().Length > 2 ? 2 : 1),
        };

    /// <summary>Where webhooks may lead.</summary>
    public static WebhookOptions BuildWebhookOptions(this JimSettings settings) => new(!settings.Production, settings.WebhookNetworks);

    /// <summary>The directory that holds the files where no S3 server is set.</summary>
    public static string BuildObjectsPath(this JimSettings settings) => Path.Combine(settings.Data, "objects");

    /// <summary>The places that keep files, most wanted first.</summary>
    public static ImmutableArray<TargetSettings> BuildTargets(this JimSettings settings) =>
        settings.Targets.Where(t => t.Mirror is null).ToImmutableArray() is { IsEmpty: false } copies
            ? copies
            : [new TargetSettings("main") { Folder = settings.BuildObjectsPath(), MakesFolder = true }];

    /// <summary>Null: no RabbitMQ is set.</summary>
    public static RabbitMqOptions? BuildRabbitMqOptions(this JimSettings settings) => settings.RabbitMqUrl is { } url
        ? new RabbitMqOptions(url, $"jim-{Environment.MachineName}-{Environment.ProcessId}")
        : null;

    /// <summary>
    /// The prefix of every key in Redis. It names the database, because cached answers are tagged by the oids of tables, and two databases
    /// that share one Redis use the same oids for different tables.
    /// </summary>
    public static string BuildCachePrefix(this JimSettings settings)
    {
        var database = new NpgsqlConnectionStringBuilder(settings.BuildConnectionString());
        return string.Create(CultureInfo.InvariantCulture, $"jim:{database.Host}:{database.Port}/{database.Database}:");
    }

    /// <summary>Whose tokens are accepted: the issuer that is set, else the development issuer.</summary>
    public static IdentityOptions BuildIdentityOptions(this JimSettings settings)
    {
        var options = settings.Issuer is { } issuer
            ? new IdentityOptions(issuer.AbsoluteUri.TrimEnd('/'), settings.IssuerMetadata?.AbsoluteUri, settings.Audience)
            : new IdentityOptions(settings.BuildDevelopmentIssuerOptions().Issuer, Audience: settings.Audience);
        return options with
        {
            Roles = settings.Roles,
            AsksIssuer = settings.BuildIssuerClientOptions() is not null,
            LogoutAudiences = settings.LogoutClients.Add(settings.GraphiQLClient),
            CachedTokenBytesMax = settings.BuildCacheOptions().Tokens,
            AcceptsDevelopmentIssuer = !settings.Production || settings.AllowInsecure.Contains("OIDC_ISSUER"),
        };
    }

    /// <summary>By which client the issuer is asked about open tokens. Null: none is set, or the issuer is in this process.</summary>
    public static IssuerClientOptions? BuildIssuerClientOptions(this JimSettings settings) =>
        settings is { Issuer: not null, ClientId: { } id, ClientSecret: { } secret } ? new IssuerClientOptions(id, secret) : null;

    /// <summary>The issuer in this process, where no other is set.</summary>
    public static DevelopmentIssuerOptions BuildDevelopmentIssuerOptions(this JimSettings settings) => new(
        $"{settings.PublicUrl.AbsoluteUri.TrimEnd('/')}/realms/jim", settings.RealmFile, Path.Combine(settings.Data, "issuer", "key.pem"));

    /// <summary>How GraphiQL is served and signs people in.</summary>
    /// <param name="users">The users that the page offers to sign in by one click; empty with an issuer of the team's own.</param>
    public static GraphiQLOptions BuildGraphiQLOptions(this JimSettings settings, ImmutableArray<SampleUser> users) => new(
        settings.GraphiQL, settings.BuildIdentityOptions().Issuer, settings.GraphiQLClient,
        settings.BuildRequestOptions().CostMax, users);

    private static string ParseDatabaseUrl(string? url) => PostgresUrl.Parse(
        url ?? throw new SettingsException("DATABASE_URL is not set. Start by ./jim, which finds or starts Postgres, or set it in .env."));
}
