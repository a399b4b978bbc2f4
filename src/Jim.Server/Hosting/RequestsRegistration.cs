using System.Globalization;
using Jim.Data;
using Jim.GraphQL.Language;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;
using Jim.Platform.Requests;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Planning;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;
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
        services.AddSingleton(new RequestOptions(
            ParserOptions.Default with { DocumentBytesMax = settings.Limits.DocumentBytes },
            ValidationOptions.Default with { DepthMax = settings.Limits.Depth },
            settings.Limits.Operation, settings.Limits.Cost, settings.Cache, SchemaForAll: !settings.Production));
        services.AddSingleton(p => new SnapshotOptions(settings.Schemas)
        {
            Extensions = PlatformSchema.Extensions(p), Plans = new PlanOptions { Derived = PlatformSchema.Derived(settings) },
        });
        services.AddSingleton<SnapshotLoader>().AddSingleton<SnapshotSource>();
        services.AddSingleton(p => new CatalogWatcher(
            p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<SnapshotLoader>().CatalogOptions,
            p.GetRequiredService<SnapshotLoader>().SchemaOptions, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<CatalogWatcher>>()));
        services.AddHostedService<SchemaLoading>();
        services.AddSingleton<RequestGuard>().AddSingleton<FirstSight>().AddSingleton<RequestExecutor>().AddSingleton<QueryExecution>();
        services.AddSingleton<IncrementalExecution>().AddSingleton<RowLookup>();
        services.AddSingleton<MutationExecution>().AddSingleton<MutationQueue>().AddSingleton<CommitNotice>();
        services.AddSingleton(p => new QueryRunner(p.GetRequiredService<PostgresPools>()));
        services.AddSingleton(p => new MutationRunner(p.GetRequiredService<PostgresPools>(), tellConstraints: !settings.Production));
        services.AddSingleton(p => new ChangeReader(p.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<ChangeTailer>().AddSingleton<LiveQueries>().AddSingleton<ResultCache>();
        services.AddHostedService<ChangeTailing>();
        services.AddSingleton<ICacheStore>(p => settings.RedisUrl is null
            ? new MemoryCacheStore(p.GetRequiredService<TimeProvider>())
            : RedisCacheStore.Connect(settings.RedisUrl, PrefixOf(settings), p.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Tells databases apart that share one Redis: tags are oids, which mean something in one database only.</summary>
    private static string PrefixOf(JimSettings settings)
    {
        var database = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(DatabaseCommands.DatabaseUrlOf(settings.DatabaseUrl)));
        return string.Create(CultureInfo.InvariantCulture, $"jim:{database.Host}:{database.Port}/{database.Database}:");
    }
}
