using Jim.Platform.Changes;
using Jim.Platform.Extensions;
using Jim.Platform.Files;
using Jim.Platform.Jobs;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Platform.Webhooks;
using Jim.Server.Http;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>Registers what runs jobs, and what receives, stores and serves files.</summary>
public static class WorkRegistration
{
    public static void AddJimWork(this IServiceCollection services, JimSettings settings)
    {
        services.AddJimJobs(settings.BuildJobsOptions(), settings.Worker, settings.Keeper);
        services.AddJimFiles(settings.BuildFilesOptions(), settings.Worker);
        services.AddSingleton<IJobHandler, MutationJobHandler>().AddSingleton<IJobHandler, OrderedMutationHandler>();
        services.AddJimExtensions(ExtensionLoader.Load(settings.Extensions, settings.Roles), settings.Worker, settings.Keeper);
        services.AddSingleton(settings.BuildWebhookOptions()).AddSingleton<WebhookSender>().AddSingleton<WebhookRows>()
            .AddSingleton<IJobHandler, WebhookHandler>();
        if (settings.Keeper)
        {
            services.AddSingleton<IKeeperDuty, WebhookRelay>();
            services.AddSingleton(new TrackingOptions(settings.BuildOwnerConnectionString())).AddSingleton<IKeeperDuty, TrackingDuty>();
        }

        if (settings is { Keeper: true, ChangeEvents: true, RabbitMqUrl: not null })
        {
            services.AddSingleton<IKeeperDuty, ChangeRelay>();
        }

        services.AddSingleton<UploadFormReader>().AddSingleton<TusEndpoints>();
    }
}
