using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Resumable;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Jim.Platform.Files;

/// <summary>Registers the services that receive, store and serve files.</summary>
public static class FilesRegistration
{
    /// <summary>
    /// Needs <see cref="Npgsql.NpgsqlDataSource"/> (the login role), the <see cref="FileTargets"/> and
    /// <see cref="MirrorTargets"/>, and what <see cref="JobsRegistration"/> adds.
    /// </summary>
    /// <param name="copies">True: the process is a worker, which makes the copies that targets wait for.</param>
    public static IServiceCollection AddJimFiles(this IServiceCollection services, FilesOptions options, bool copies)
    {
        if (copies)
        {
            services.AddHostedService<CopyQueue>().AddHostedService<MirrorService>();
        }

        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton(_ => new Spool(options.SpoolPath, options.SpoolFreeMin))
            .AddSingleton<FileUploads>()
            .AddSingleton<ResumableUploads>()
            .AddSingleton<FileProofs>()
            .AddSingleton<UploadAdmission>()
            .AddSingleton<FileDownloads>()
            .AddSingleton<FileLinkSource>()
            .AddSingleton<IJobHandler, FileStoreHandler>()
            .AddSingleton<IKeeperDuty, TargetUpkeep>()
            .AddSingleton<IKeeperDuty, UploadSweep>()
            .AddSingleton<IKeeperDuty, TrashSweep>()
            .AddSingleton<IKeeperDuty, RemovalSweep>()
            .AddSingleton<IKeeperDuty, SpoolSweep>();
    }
}
