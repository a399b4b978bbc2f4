using Jim.Platform.Files;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Platform.Requests;
using Jim.Server.Http;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>Queued work, files and the bus between processes.</summary>
public static class WorkRegistration
{
    public static void AddJimMessaging(this IServiceCollection services, JimSettings settings) => services.AddSingleton<IMessageBus>(p =>
        settings.RabbitMqUrl is { } url
            ? ActivatorUtilities.CreateInstance<RabbitMqBus>(
                p, new RabbitMqOptions(new Uri(url), $"jim-{Environment.MachineName}-{Environment.ProcessId}"))
            : ActivatorUtilities.CreateInstance<InProcessBus>(p));

    public static void AddJimWork(this IServiceCollection services, JimSettings settings)
    {
        services.AddJimJobs(JobsOptions.WithLease(settings.JobLease), settings.Worker, settings.Keeper);
        services.AddJimFiles(
            new FilesOptions(Path.Combine(settings.Data, "spool")) { SizeMax = settings.Limits.FileBytes },
            _ => [settings.S3 is { } s3
                ? new S3Store(new S3Options("main", s3.Endpoint, s3.Region, s3.Bucket, s3.AccessKey, s3.SecretKey))
                : new DirectoryStore("main", Path.Combine(settings.Data, "objects"))]);
        services.AddSingleton<IJobHandler, MutationJobHandler>();
        services.AddSingleton<UploadFormReader>();
    }
}
