using Jim.Platform.Cache;
using Jim.Platform.Extensions;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Replicas;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>
/// Registers the client of each service that the settings name, with its address, TLS and credentials, or the part of this process that
/// does its work where none is named. The server, its health checks and <c>doctor</c> use these clients and make none of their own, so that
/// a check tells what the server would meet.
/// </summary>
public static class ClientsRegistration
{
    /// <summary>
    /// The key of the connections on which the database's structure is read. They stay open and do nothing else, because a session that
    /// has read the catalog before has much of it in its memory: with 2,077 relations Postgres takes 0.4 s then, and 0.8 s the first time.
    /// </summary>
    public const string CatalogKey = "jim-catalog";

    public static void AddJimClients(this IServiceCollection services, JimSettings settings)
    {
        var connection = settings.BuildConnectionString();
        services.AddSingleton(_ => JimTelemetry.BuildDataSource(
            new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 16, ApplicationName = "jim-platform" }));
        services.AddKeyedSingleton(CatalogKey, (_, _) => JimTelemetry.BuildDataSource(
            new NpgsqlConnectionStringBuilder(connection) { MinPoolSize = 2, MaxPoolSize = 3, ApplicationName = CatalogKey },
            loadsTypes: false));
        services.AddKeyedSingleton(ExtensionsRegistration.ConnectionsKey, (_, _) => JimTelemetry.BuildDataSource(
            new NpgsqlConnectionStringBuilder(connection)
            {
                // Each command that a worker runs has one at most.
                MaxPoolSize = new[] { JobQueue.High, JobQueue.Normal, JobQueue.Low }.Sum(queue => new JobsOptions().Prefetch[queue]),
                ApplicationName = ExtensionsRegistration.ConnectionsKey,
            }));
        services.AddReplicas(settings);
        services.AddCache(settings);
        services.AddBus(settings);
        services.AddSingleton(
            p => StoreBuilder.Build(settings, p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(
            p => StoreBuilder.BuildMirrors(settings, p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<TimeProvider>()));
    }

    private static void AddReplicas(this IServiceCollection services, JimSettings settings)
    {
        if (settings.BuildReplicaOptions() is { IsEmpty: false } options)
        {
            services.AddSingleton(p => new ReplicaSet(
                options, p.GetRequiredService<NpgsqlDataSource>(), settings.ReplicaLag,
                p.GetService<DatabaseTime>() ?? new DatabaseTime(options[0].TimePerMinute, TimeProvider.System),
                p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ReplicaSet>>()));
        }
    }

    private static void AddCache(this IServiceCollection services, JimSettings settings)
    {
        if (settings.RedisUrl is { } url)
        {
            services.AddSingleton(p => RedisCacheStore.Connect(
                url.OriginalString, settings.BuildCachePrefix(), p.GetRequiredService<TimeProvider>(),
                copiesBytesMax: settings.BuildCacheOptions().Answers));
            services.AddSingleton<ICacheStore>(p => p.GetRequiredService<RedisCacheStore>());
        }
        else
        {
            services.AddSingleton<ICacheStore>(p =>
                new MemoryCacheStore(p.GetRequiredService<TimeProvider>(), settings.BuildCacheOptions().Answers));
        }
    }

    private static void AddBus(this IServiceCollection services, JimSettings settings)
    {
        if (settings.BuildRabbitMqOptions() is { } options)
        {
            services.AddSingleton(options).AddSingleton<RabbitMqBus>();
            services.AddSingleton<IMessageBus>(p => p.GetRequiredService<RabbitMqBus>());
        }
        else
        {
            services.AddSingleton<IMessageBus, InProcessBus>();
        }
    }
}
