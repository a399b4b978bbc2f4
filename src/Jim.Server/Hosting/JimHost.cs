using Jim.Data;
using Jim.Platform.Identity;
using Jim.Postgres.Running;
using Jim.Server.Health;
using Jim.Server.Http;
using Jim.Server.Settings;
using Jim.Server.WebSockets;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>
/// Puts the rooms together for one process: which parts run is <c>JIM_PROCESS</c>, which adapters is which settings are given.
/// </summary>
public static class JimHost
{
    /// <summary>
    /// Ready to start. Services that must be there (Postgres) are not asked yet; <see cref="SchemaLoading"/> does at start.
    /// </summary>
    public static WebApplication Build(JimSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning);
        builder.WebHost.UseKestrel(kestrel => Listening.Configure(kestrel, settings));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(25));
        AddServices(builder.Services, settings);
        var app = builder.Build();
        MapEndpoints(app, settings);
        return app;
    }

    private static void AddServices(IServiceCollection services, JimSettings settings)
    {
        var connection = PostgresUrl.Parse(Console.DatabaseCommands.DatabaseUrlOf(settings.DatabaseUrl));
        services.AddSingleton(settings).AddSingleton(settings.Limits).AddSingleton(TimeProvider.System);
        services.AddSingleton(new PostgresPools(Listening.PoolsOf(settings, connection)));
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connection)
        {
            ConnectionStringBuilder = { MaxPoolSize = 16, ApplicationName = "jim-platform" },
        }.Build());
        services.AddJimIdentity(settings);
        services.AddJimMessaging(settings);
        services.AddJimRequests(settings);
        services.AddJimWork(settings);
        services.AddSingleton(new SchemaAccess(settings.Production));
        services.AddSingleton(new SocketLimits(settings.Limits.Subscriptions, 1 << 20, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12)));
        services.AddSingleton(new GraphQLEndpointOptions(settings.Limits.BodyBytes, settings.Limits.Batch, settings.Production));
        services.AddSingleton<CallerReader>().AddSingleton<GraphQLEndpoint>().AddSingleton<SchemaEndpoint>().AddSingleton<SocketEndpoint>();
        services.AddSingleton<ServiceChecks>();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Listening.Cors(policy, settings)));
    }

    private static void MapEndpoints(WebApplication app, JimSettings settings)
    {
        app.UseCors();
        app.MapHealth();
        if (!settings.Gateway)
        {
            return;
        }

        app.UseWebSockets();
        if (settings.Issuer is null)
        {
            app.MapDevelopmentIssuer(app.Services.GetRequiredService<DevelopmentIssuer>());
        }

        app.MapGraphQL();
        app.MapFiles(app.Services.GetRequiredService<CallerReader>().ReadAsync);
    }
}
