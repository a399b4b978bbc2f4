using Jim.Platform.Extensions;
using Jim.Platform.Identity;
using Jim.Postgres.Running;
using Jim.Server.Health;
using Jim.Server.Http;
using Jim.Server.Settings;
using Jim.Server.WebSockets;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Jim.Server.Hosting;

/// <summary>
/// Registers the services of one process. <c>JIM_PROCESS</c> says which parts run; a setting that names a service (<c>REDIS_URL</c>, …)
/// chooses its adapter, and where it is not set a part of this process does the same work.
/// </summary>
public static class JimHost
{
    /// <summary>Shorter than the five seconds that the health checks of the container files in <c>deploy</c> wait for an answer.</summary>
    private static readonly TimeSpan ReadinessDeadline = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Builds the server without starting it. Postgres is first asked at the start, when <see cref="SchemaLoading"/> reads the schema.
    /// </summary>
    /// <param name="least">What is logged at all.</param>
    public static WebApplication Build(JimSettings settings, LogLevel least = LogLevel.Information)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.ColorBehavior = ConsoleColours.ForLogs();
        });
        builder.Logging.SetMinimumLevel(least)
            .AddFilter("Microsoft", LogLevel.Warning)
            // Each adapter logs once when its service is lost and once when it is back; the checks would log the loss at every probe.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // Each request would have an activity and a scope for a log that says nothing of requests; with telemetry it has its activity.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Npgsql", LogLevel.Warning);
        builder.WebHost.UseKestrel(kestrel => Listening.Configure(kestrel, settings));
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(25) + settings.Drain;

            // Each service goes on by itself after a fault. Should one not, the others and the answers to clients must not end with it.
            o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        builder.Configuration.AddInMemoryCollection(settings.Telemetry.Select(t => KeyValuePair.Create(t.Key, (string?)t.Value)));
        builder.Services.AddJimTelemetry(builder.Configuration);
        AddServices(builder.Services, settings);
        var app = builder.Build();
        _ = app.Services.GetService<ExtensionServices>(); // what handlers lack ends the start
        MapEndpoints(app, settings);
        return app;
    }

    /// <summary>Registers all that a process of these settings may need; nothing is made or asked before it is used.</summary>
    public static void AddServices(IServiceCollection services, JimSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(TimeProvider.System);
        services.AddSingleton<ListenSockets>().AddHostedService<Draining>();
        services.AddOptions<SocketTransportOptions>()
            .Configure<ListenSockets>((transport, sockets) => transport.CreateBoundListenSocket = sockets.Bind);
        services.AddSingleton(new PostgresPools(settings.BuildPoolOptions()));
        services.AddJimClients(settings);
        services.AddJimIdentity(settings);
        services.AddJimHealth(settings, ReadinessDeadline).AddSchema();
        services.AddJimRequests(settings);
        services.AddJimWork(settings);
        services.AddSingleton(new SchemaAccess(settings.Production)).AddSingleton<GraphiQLPage>();
        services.AddSingleton(p => settings.BuildGraphiQLOptions(p.GetService<DevelopmentIssuer>()?.SampleUsers ?? []));
        services.AddSingleton(settings.Limits.Apply(SocketLimits.Default));
        services.AddSingleton(settings.Limits.Apply(StreamLimits.Default)).AddSingleton<OpenStreams>();
        services.AddSingleton(settings.Limits.Apply(UnsentLimits.Default)).AddSingleton<UnsentAnswers>();
        services.AddSingleton(settings.Limits.Apply(new GraphQLEndpointOptions(settings.Production)));
        services.AddSingleton<RightsWatch>().AddSingleton<BackchannelLogoutEndpoint>();
        services.AddSingleton<CallerReader>().AddSingleton<GraphQLEndpoint>().AddSingleton<SchemaEndpoint>();
        services.AddSingleton<IncomingMessages>().AddSingleton<SocketExecution>().AddSingleton<SocketEndpoint>();
        services.AddSingleton(p => new OriginCheck(p.GetRequiredService<IOptions<CorsOptions>>(), settings.PublicUrl));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Listening.Cors(policy, settings)));
    }

    private static void MapEndpoints(WebApplication app, JimSettings settings)
    {
        app.UseFaultBoundary();
        Draining.Use(app);
        app.UseHostCheck(settings);
        if (!settings.TrustedProxies.IsEmpty)
        {
            app.UseForwardedHeaders(Listening.BuildForwarding(settings));
        }

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

        app.MapPost(BackchannelLogoutEndpoint.Path, app.Services.GetRequiredService<BackchannelLogoutEndpoint>().PostAsync);
        app.MapGraphQL();
        app.MapUploads();
        app.MapFiles(app.Services.GetRequiredService<CallerReader>().ReadAsync);
    }
}
