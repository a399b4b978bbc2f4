using System.Globalization;
using Jim.Data;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;
using Jim.Platform.Changes;
using Jim.Platform.Persisted;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Server.Console;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>The spines: requests, and changes with the cache and live queries behind them.</summary>
public static class RequestsRegistration
{
    public static void AddJimRequests(this IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(OptionsOf(settings));
        services.AddPersisted(settings);
        services.AddSingleton(p =>
            new SnapshotOptions(settings.Schemas) { Extensions = PlatformSchema.Extensions(p), Plans = PlansOf(settings) });
        services.AddSingleton<SnapshotBuilder>().AddSingleton<SchemaOwner>();
        services.AddHostedService<SchemaLoading>();
        services.AddSingleton(_ => new RateLimit(settings.Limits.Rate));
        services.AddSingleton<RequestGuard>().AddSingleton<FirstSight>().AddSingleton<RequestExecutor>().AddSingleton<QueryExecution>();
        services.AddSingleton<IncrementalExecution>().AddSingleton<RowLookup>();
        services.AddSingleton<MutationExecution>().AddSingleton<MutationQueue>().AddSingleton<CommitNotice>();
        services.AddSingleton(p => new QueryRunner(p.GetRequiredService<PostgresPools>()));
        services.AddSingleton(p => new MutationRunner(p.GetRequiredService<PostgresPools>(), tellConstraints: !settings.Production));
        services.AddSingleton(p => new ChangeReader(p.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<ChangeTailer>().AddSingleton<LiveQueries>().AddSingleton<ResultCache>().AddSingleton<ChangeSpine>();
        services.AddHostedService<ChangeTailing>();
        services.AddSingleton<ICacheStore>(p => settings.RedisUrl is null
            ? new MemoryCacheStore(p.GetRequiredService<TimeProvider>())
            : RedisCacheStore.Connect(settings.RedisUrl, PrefixOf(settings), p.GetRequiredService<TimeProvider>()));
    }

    /// <summary>The operations' files are read here, before anything is served; a process without a gateway serves none.</summary>
    private static void AddPersisted(this IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(settings.Gateway && settings.Operations is { } path
            ? TrustedOperationsReader.Read(path, ParserOf(settings.Limits))
            : TrustedOperations.None);
        services.AddSingleton(new PersistedOptions(settings.OnlyPersisted, Explain: !settings.Production));
        services.AddSingleton(p => new AutomaticQueries(settings.RedisUrl is null ? null : p.GetRequiredService<ICacheStore>()));
        services.AddSingleton<PersistedOperations>();
    }

    /// <summary>What holds for every document, sent or written down before.</summary>
    internal static ParserOptions ParserOf(LimitSettings limits) => ParserOptions.Default with
    {
        DocumentBytesMax = limits.DocumentBytes,
        TokensMax = limits.Tokens,
        FieldsMax = limits.Fields,
        DirectivesPerPlaceMax = limits.Directives,
    };

    private static RequestOptions OptionsOf(JimSettings settings)
    {
        var limits = settings.Limits;
        var validation = ValidationOptions.Default with
        {
            DepthMax = limits.Depth,
            RootFieldsMax = limits.RootFields,
            AliasesMax = limits.Aliases,
            ErrorsMax = limits.Errors,
        };
        return new RequestOptions(
            ParserOf(limits), validation, limits.Operation, limits.Cost, settings.Cache, SchemaForAll: !settings.Production)
        {
            Coercion = CoercionLimits.Default with { ErrorsMax = limits.Errors, ValuesMax = limits.Values },
        };
    }

    private static PlanOptions PlansOf(JimSettings settings)
    {
        var plans = new PlanOptions { Derived = PlatformSchema.Derived(settings), FilterOperationsMax = settings.Limits.FilterOperations };
        return plans with { PageMax = settings.Limits.Page, PageDefault = Math.Min(plans.PageDefault, settings.Limits.Page) };
    }

    /// <summary>Tells databases apart that share one Redis: tags are oids, which mean something in one database only.</summary>
    private static string PrefixOf(JimSettings settings)
    {
        var database = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(DatabaseCommands.DatabaseUrlOf(settings.DatabaseUrl)));
        return string.Create(CultureInfo.InvariantCulture, $"jim:{database.Host}:{database.Port}/{database.Database}:");
    }
}
