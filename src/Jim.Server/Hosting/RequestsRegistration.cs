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
using Jim.Postgres.Running.Replicas;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>
/// Registers the steps of a request, and those of a change in the database, of which the result cache and the live queries hear.
/// </summary>
public static class RequestsRegistration
{
    public static void AddJimRequests(this IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(settings.BuildRequestOptions()).AddSingleton(settings.BuildCacheOptions());
        services.AddPersisted(settings);
        services.AddSingleton(p =>
            settings.BuildSnapshotOptions() with
            {
                Extensions = PlatformSchema.Extensions(p),
                Plans = settings.Limits.Apply(PlanOptions.Default) with { Derived = PlatformSchema.Derived(settings) },
            });
        services.AddSingleton(p => new SnapshotBuilder(
            p.GetRequiredKeyedService<NpgsqlDataSource>(ClientsRegistration.CatalogKey), p.GetRequiredService<SnapshotOptions>()));
        services.AddSingleton<SchemaOwner>();
        services.AddHostedService<SchemaLoading>();
        services.AddSingleton(p => new RateLimit(p.GetRequiredService<RequestOptions>().RatePerSecond));
        services.AddSingleton<RequestGuard>().AddSingleton<UserProvisioner>().AddSingleton<RequestPreparer>();
        services.AddSingleton<RequestExecutor>().AddSingleton<QueryExecution>().AddSingleton<SubscriptionExecution>();
        services.AddSingleton<OutdatedSchema>().AddSingleton<IncrementalExecution>().AddSingleton<RowLookup>();
        services.AddSingleton<OperationExplanation>();
        services.AddSingleton<MutationExecution>().AddSingleton<MutationQueue>().AddSingleton<OrderedMutations>();
        services.AddSingleton<CommitNotice>();
        services.AddSingleton(p => p.GetRequiredService<PostgresPools>().Time);
        services.AddSingleton(p => new QueryRunner(p.GetRequiredService<PostgresPools>()));
        services.AddSingleton(p => new MutationRunner(p.GetRequiredService<PostgresPools>()));
        services.AddSingleton(p => new ChangeReader(p.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(
            new LiveOptions(settings.LiveClockInterval) { AnswerBytesMax = settings.BuildCacheOptions().LiveAnswers });
        services.AddSingleton<ChangeTailer>().AddSingleton<LiveQueries>().AddSingleton<ResultCache>().AddSingleton<ChangeSpine>();
        services.AddHostedService<ChangeTailing>();
        if (!settings.BuildReplicaOptions().IsEmpty)
        {
            services.AddSingleton(p => new ReplicaReads(
                p.GetRequiredService<ReplicaSet>(), p.GetRequiredService<PostgresPools>().Disclosure));
            services.AddSingleton(p => p.GetRequiredService<ReplicaReads>().Floors);
            services.AddHostedService<ReplicaFollowing>();
        }
    }

    /// <summary>
    /// Reads the files of trusted operations here, before anything is served, so that a file that cannot be used ends the start. A process
    /// without the gateway answers no operations and reads none.
    /// </summary>
    private static void AddPersisted(this IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(settings.Gateway && settings.Operations is { } path
            ? TrustedOperationsReader.Read(path, settings.BuildParserOptions())
            : TrustedOperations.None);
        services.AddSingleton(new PersistedOptions(settings.OnlyPersisted, Explain: !settings.Production));
        services.AddSingleton(p => new AutomaticQueries(
            settings.RedisUrl is null ? null : p.GetRequiredService<ICacheStore>(), settings.BuildCacheOptions()));
        services.AddSingleton<PersistedOperations>();
    }
}
